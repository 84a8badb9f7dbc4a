/**
 * The shipped sample dataset: short general-knowledge questions, written for Evalflow.
 *
 * Dedicated to the public domain (CC0 1.0). A reference is one word or number that a right answer contains.
 */
export interface SampleRow {
  prompt: string
  ideal_response: string
  category: 'geography' | 'science' | 'arithmetic' | 'language' | 'everyday'
}

export const sampleRows: readonly SampleRow[] = [
  { prompt: 'What is the capital city of France?', ideal_response: 'Paris', category: 'geography' },
  { prompt: 'What is the capital city of Japan?', ideal_response: 'Tokyo', category: 'geography' },
  { prompt: 'Which city is the capital of Canada?', ideal_response: 'Ottawa', category: 'geography' },
  { prompt: 'On which continent is Egypt?', ideal_response: 'Africa', category: 'geography' },
  { prompt: 'On which continent is Brazil?', ideal_response: 'South America', category: 'geography' },
  { prompt: 'Which ocean lies between Europe and North America?', ideal_response: 'Atlantic', category: 'geography' },
  { prompt: 'Which river runs through London?', ideal_response: 'Thames', category: 'geography' },
  { prompt: 'What is the highest mountain on Earth?', ideal_response: 'Everest', category: 'geography' },
  { prompt: 'Which country has the city of Rome as its capital?', ideal_response: 'Italy', category: 'geography' },
  { prompt: 'Which desert covers much of northern Africa?', ideal_response: 'Sahara', category: 'geography' },
  { prompt: 'Which planet do people live on?', ideal_response: 'Earth', category: 'science' },
  { prompt: 'Which planet is known as the red planet?', ideal_response: 'Mars', category: 'science' },
  { prompt: 'Which is the largest planet of our solar system?', ideal_response: 'Jupiter', category: 'science' },
  { prompt: 'What is the chemical symbol of water?', ideal_response: 'H2O', category: 'science' },
  { prompt: 'What is the chemical symbol of gold?', ideal_response: 'Au', category: 'science' },
  {
    prompt: 'Which gas do plants take from the air to make sugar?',
    ideal_response: 'carbon dioxide',
    category: 'science',
  },
  { prompt: 'Which organ pumps blood through the body?', ideal_response: 'heart', category: 'science' },
  { prompt: 'Which force pulls a dropped stone to the ground?', ideal_response: 'gravity', category: 'science' },
  { prompt: 'At how many degrees Celsius does water freeze at sea level?', ideal_response: '0', category: 'science' },
  { prompt: 'How many legs does a spider have?', ideal_response: '8', category: 'science' },
  { prompt: 'Which star gives the Earth its daylight?', ideal_response: 'Sun', category: 'science' },
  { prompt: 'What do bees make that people eat?', ideal_response: 'honey', category: 'science' },
  { prompt: 'How much is 7 plus 5?', ideal_response: '12', category: 'arithmetic' },
  { prompt: 'How much is 9 times 6?', ideal_response: '54', category: 'arithmetic' },
  { prompt: 'How much is 100 minus 37?', ideal_response: '63', category: 'arithmetic' },
  { prompt: 'How much is 81 divided by 9?', ideal_response: '9', category: 'arithmetic' },
  { prompt: 'What is half of 50?', ideal_response: '25', category: 'arithmetic' },
  { prompt: 'How many sides does a triangle have?', ideal_response: '3', category: 'arithmetic' },
  { prompt: 'How many minutes are in an hour?', ideal_response: '60', category: 'arithmetic' },
  { prompt: 'How many months are in a year?', ideal_response: '12', category: 'arithmetic' },
  { prompt: 'What is the opposite of "hot"?', ideal_response: 'cold', category: 'language' },
  { prompt: 'What is the plural of "child"?', ideal_response: 'children', category: 'language' },
  { prompt: 'What is the past tense of "go"?', ideal_response: 'went', category: 'language' },
  { prompt: 'Which letter comes after B in the English alphabet?', ideal_response: 'C', category: 'language' },
  { prompt: 'What is the English word for the Spanish "gato"?', ideal_response: 'cat', category: 'language' },
  { prompt: 'Which day comes after Monday?', ideal_response: 'Tuesday', category: 'everyday' },
  { prompt: 'Which month comes before July?', ideal_response: 'June', category: 'everyday' },
  {
    prompt: 'Which colour do you get from mixing blue and yellow paint?',
    ideal_response: 'green',
    category: 'everyday',
  },
  { prompt: 'Which season comes after winter?', ideal_response: 'spring', category: 'everyday' },
  { prompt: 'What do you call a baby dog?', ideal_response: 'puppy', category: 'everyday' },
]
