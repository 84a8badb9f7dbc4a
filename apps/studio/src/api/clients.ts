/** The two clients of this page's own server. No secret is ever held here: the session is the server's cookie. */
import { NemoClient, StudioClient } from '@evalflow/client'

export const studio = new StudioClient({ baseURL: location.origin })
export const nemo = new NemoClient({ baseURL: location.origin })
