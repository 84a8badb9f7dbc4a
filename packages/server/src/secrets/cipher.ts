/**
 * AES-256-GCM over short texts, with the key in a file only its owner can read.
 *
 * Layout of a sealed text (base64): 12 bytes nonce, 16 bytes tag, then the ciphertext. The secret's name is bound in as
 * additional data, so a row copied under another name does not open.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { serverErrors } from '../errors.ts'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

export interface Cipher {
  seal(name: string, text: string): string
  /** @throws Error if the key is another one, or the text was changed */
  open(name: string, sealed: string): string
}

/** Reads the key file, or makes it (mode 0600) on first use. */
export function loadCipher(keyFile: string): Cipher {
  if (!existsSync(keyFile)) writeFileSync(keyFile, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx' })
  const key = readFileSync(keyFile)
  if (key.length !== KEY_BYTES) throw serverErrors.secretKeyUnusable(keyFile)
  return {
    seal(name, text) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')
    },
    open(name, sealed) {
      const bytes = Buffer.from(sealed, 'base64')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    },
  }
}
