/** Fails at once when a suite runs on another Node than the project's: a wrong Node gives wrong results later. */
const major = Number(process.versions.node.split('.')[0])
if (major !== 24) {
  throw new Error(
    `Tests run on Node ${process.version}, expected 24. Start them with "npm test", which brings its own Node.`,
  )
}
