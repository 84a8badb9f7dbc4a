/**
 * Tells zod not to compile code, before the first schema is made: it would try once whether it may, the content security
 * policy says no, and Firefox logs that as an error. The first import of the entry: chunks keep that order.
 */
import { config } from 'zod'

config({ jitless: true })
