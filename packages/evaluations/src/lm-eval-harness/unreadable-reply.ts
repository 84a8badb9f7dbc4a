/** The server answered, but not in a way that can be scored. */
export class UnreadableReply extends Error {
  override readonly name = 'UnreadableReply'
}
