/** `TwitterAPI`: posts, comments, reposts, people followed. */
import { type CreateBackend, type Value, fault, given, list, method, text } from './backend.ts'

interface Tweet {
  id: number
  username: string
  content: string
  tags: Value[]
  mentions: Value[]
}

export const createPosting: CreateBackend = (scenario) => {
  const username = given(scenario, 'username', 'john')
  const password = given(scenario, 'password', 'john123')
  let authenticated = given(scenario, 'authenticated', false)
  const stored: Record<string, Tweet> = given(scenario, 'tweets', {})
  const tweets = new Map(Object.entries(stored).map(([id, tweet]) => [Number(id), tweet] as const))
  // upstream looks comments up by number, and never finds those that a row brings with it, whose keys are texts
  const comments = new Map<Value, Value[]>(Object.entries(given<Record<string, Value[]>>(scenario, 'comments', {})))
  const retweets: Record<string, Value[]> = given(scenario, 'retweets', {})
  const following: Value[] = given(scenario, 'following_list', ['alice', 'bob'])
  let counter = given(scenario, 'tweet_counter', 0)

  const signedIn = (run: () => object) => (authenticated ? run() : fault('Nobody is signed in; authenticate first.'))
  const find = (id: Value) => tweets.get(id as number)
  const missing = (id: Value) => fault(`There is no tweet ${String(id)}.`)
  const by = (name: Value) => [...tweets.values()].filter((tweet) => tweet.username === name)

  return {
    state: () => ({
      username,
      password,
      authenticated,
      tweets: Object.fromEntries(tweets),
      comments: [...comments].map(([id, all]) => [typeof id, id, all]),
      retweets,
      following_list: following,
      tweet_counter: counter,
    }),
    methods: {
      authenticate_twitter: method(['username', 'password'], (args) => {
        const isRight = args['username'] === username && args['password'] === password
        if (isRight) authenticated = true
        return { authentication_status: isRight }
      }),
      posting_get_login_status: method([], () => ({ login_status: Boolean(authenticated) })),
      post_tweet: method(['content', ['tags', []], ['mentions', []]], ({ content, tags, mentions }) =>
        signedIn(() => {
          const tweet = {
            id: counter,
            username,
            content: content as string,
            tags: [...list(tags, 'tags')],
            mentions: [...list(mentions, 'mentions')],
          }
          tweets.set(counter++, tweet)
          return tweet
        }),
      ),
      retweet: method(['tweet_id'], ({ tweet_id }) =>
        signedIn(() => {
          if (find(tweet_id) === undefined) return missing(tweet_id)
          const own = (retweets[username] ??= [])
          if (own.includes(tweet_id)) return { retweet_status: 'Retweeted before' }
          own.push(tweet_id)
          return { retweet_status: 'Retweeted' }
        }),
      ),
      comment: method(['tweet_id', 'comment_content'], ({ tweet_id, comment_content }) =>
        signedIn(() => {
          if (find(tweet_id) === undefined) return missing(tweet_id)
          const all = comments.get(tweet_id) ?? []
          comments.set(tweet_id, [...all, { username, content: comment_content }])
          return { comment_status: 'Comment added' }
        }),
      ),
      mention: method(['tweet_id', 'mentioned_usernames'], ({ tweet_id, mentioned_usernames }) => {
        const tweet = find(tweet_id)
        if (tweet === undefined) return missing(tweet_id)
        tweet.mentions.push(...list(mentioned_usernames, 'mentioned_usernames'))
        return { mention_status: 'Users mentioned' }
      }),
      follow_user: method(['username_to_follow'], ({ username_to_follow }) =>
        signedIn(() => {
          if (following.includes(username_to_follow)) return { follow_status: false }
          following.push(username_to_follow)
          return { follow_status: true }
        }),
      ),
      list_all_following: method([], () => signedIn(() => ({ following_list: following }))),
      unfollow_user: method(['username_to_unfollow'], ({ username_to_unfollow }) =>
        signedIn(() => {
          const at = following.indexOf(username_to_unfollow)
          if (at >= 0) following.splice(at, 1)
          return { unfollow_status: at >= 0 }
        }),
      ),
      get_tweet: method(['tweet_id'], ({ tweet_id }) => find(tweet_id) ?? missing(tweet_id)),
      get_user_tweets: method(['username'], (args) => by(args['username'])),
      search_tweets: method(['keyword'], ({ keyword }) => {
        const wanted = text(keyword, 'keyword').toLowerCase()
        return [...tweets.values()].filter(
          ({ content, tags }) =>
            content.toLowerCase().includes(wanted) || tags.some((tag) => text(tag, 'tag').toLowerCase() === wanted),
        )
      }),
      get_tweet_comments: method(['tweet_id'], ({ tweet_id }) =>
        find(tweet_id) === undefined ? missing(tweet_id) : (comments.get(tweet_id) ?? []),
      ),
      get_user_stats: method(['username'], (args) => ({
        tweet_count: by(args['username']).length,
        following_count: args['username'] === username ? following.length : 0,
        retweet_count: retweets[text(args['username'], 'username')]?.length ?? 0,
      })),
    },
  }
}
