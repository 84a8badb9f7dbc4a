/** Client of NeMo's own API, for what people change and delete. On demand: no page shows anything through it. */
import { NemoClient } from '@evalflow/client'

export const nemo = new NemoClient({ baseURL: location.origin })
