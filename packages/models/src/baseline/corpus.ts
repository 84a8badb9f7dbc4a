/**
 * Text on which `baseline-ngram` is trained, written for this project (Apache-2.0). Paragraphs, parted by empty lines, are
 * the documents. Any change changes every log-probability of that baseline: raise CORPUS_VERSION with it.
 */
export const CORPUS_VERSION = 1

export const corpus = `
Evalflow lets a person draw an evaluation as a graph and run it for real. A dataset goes in on the left, a model is asked, and scores come out on the right. Every prompt and every answer can be opened, so that a number is never taken on trust.

A good evaluation begins with a question. What should the model be able to do? Who will use the answer, and what happens if it is wrong? When the question is clear, the data can be chosen, and when the data is chosen, the metric often follows from it.

A dataset is a list of rows. Each row has a prompt and, most of the time, the answer that a careful person would give. The rows should look like the work the model will really have to do. A hundred good rows say more than ten thousand poor ones.

A score without an interval is only half of the truth. If forty of fifty answers are right, the score is eighty percent, but the next fifty rows may well give seventy or ninety. The interval says how far the number can be trusted, and it becomes smaller as the number of rows grows.

A baseline is the honest floor of a report. If a model does no better than a rule that a child could follow, then the model has not yet learned the task. That is why a table should always show what the simplest method would have reached.

When a request fails, the run should not fail with it. The engine waits a little, tries again, and waits longer each time. When the other side says how long to wait, the engine does as it is told. What was answered is written down before anything else happens, so nothing is asked twice.

The weather was cold in the morning, but by noon the sun had come out and the snow on the roofs began to melt. The children ran into the garden, and the dog ran after them. Their mother called from the window that lunch was ready.

Once upon a time there was an old man who lived in a small house at the edge of the forest. He had a cat, a clock and a garden. Every evening he sat by the fire and told the cat what he had seen that day, and the cat listened, or seemed to.

The train to the city leaves at eight in the morning and arrives a little before ten. It is better to buy the ticket on the day before, because on Mondays the train is often full. There is a small shop in the station where you can buy coffee and bread.

Water boils at one hundred degrees at the level of the sea. On a high mountain it boils earlier, because there is less air above it. Ice is lighter than water, and so it swims. Most of the water on the Earth is in the oceans, and it is salt.

The sun is a star. The Earth goes around the sun once a year, and the moon goes around the Earth about once a month. There are eight planets. The largest is Jupiter, and the one closest to the sun is Mercury. It takes the light of the sun about eight minutes to reach us.

The heart pumps the blood through the body. The lungs bring oxygen into the blood, and the blood brings it to every part. When we run, the heart beats faster, because the muscles need more oxygen. When we sleep, it beats more slowly.

Paris is the capital of France, Berlin is the capital of Germany, and Madrid is the capital of Spain. London lies on the river Thames. Rome is older than most cities in Europe. Tokyo, the capital of Japan, is one of the largest cities in the world.

To make bread you need flour, water, salt and yeast. Mix the flour with the salt, add the yeast and the water, and work it with your hands for ten minutes. Then let it rest in a warm place for an hour. Bake it until the crust is brown and it sounds hollow when you knock on it.

Anna had three apples and bought five more at the market. She gave two of them to her brother. How many apples does she have now? She had three plus five, which is eight, and eight minus two is six. The answer is six.

A shop sells pens for two dollars each. Tom buys four pens and pays with a bill of ten dollars. Four times two is eight, and ten minus eight is two. So he gets two dollars back.

Two trains leave the same town at the same time. One goes north at sixty miles an hour, the other goes south at forty. After one hour they are one hundred miles apart, and after three hours they are three hundred miles apart.

Question: What is the capital of France?
Answer: Paris

Question: How many days are in a week?
Answer: There are seven days in a week.

Question: Is the Earth round?
Answer: Yes, it is almost a sphere.

Question: Which animal gives us milk?
Answer: The cow gives us milk.

The committee met on Tuesday to talk about the new bridge. Some members said that it would cost too much, while others said that the old one was no longer safe. In the end they agreed to ask an engineer, and to meet again in two weeks.

She opened the letter with care, read it twice, and put it back on the table. It was from her sister, who had moved to another country many years before. She wanted to come home for the summer, and she asked if the room with the blue door was still free.

A program is a list of steps that a computer can follow. A function takes values and gives back a value. If the same values always give the same result, the function is easy to test and easy to trust. A loop does the same thing again until it is told to stop.

def add(a, b):
    return a + b

for i in range(10):
    print(i)

if x > 0:
    return True
else:
    return False

function double(value) {
  return value * 2
}

{"name": "example", "value": 1, "items": ["a", "b", "c"]}

Thank you for your message. I am sorry that the order did not arrive in time. We have sent it again today, and it should be with you by Friday. If there is anything else I can do for you, please let me know.

The product works well and the price is fair. I have used it every day for a month and had no problem with it. I would buy it again. The film was too long and the story made no sense. I did not like it at all.

He was tired, but he could not sleep. He got up, went to the kitchen and drank a glass of water. Outside it was still dark. A car went by, and then it was quiet again. He thought about what she had said and wondered whether she was right.

The library is open from nine to five on weekdays and from ten to two on Saturday. It is closed on Sunday. Books can be kept for four weeks. If nobody else is waiting for a book, you may keep it for another four.

People have lived near rivers for thousands of years, because a river gives water, food and a way to travel. The first large towns were built where the ground was rich and the river did not dry up in the summer. With the towns came writing, laws and taxes.

There is no such thing as a perfect test. A test that is too easy says nothing about good models, and a test that is too hard says nothing about weak ones. A test that everyone has seen says nothing at all. This is why new questions have to be written again and again.
`
