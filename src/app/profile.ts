import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** What the command line remembers: where the server is, and whose keys it may use. Readable by its owner only. */
const Profile = z.object({
  url: z.url(),
  operator: z.string().optional(),
  /** The engagement the last command worked in, and a key for each party's person in it. */
  engagement: z.object({ engagementId: z.uuid(), client: z.string(), provider: z.string() }).optional(),
})
export type Profile = z.infer<typeof Profile>

export function readProfile(dataFolder: string): Profile | undefined {
  const file = join(dataFolder, 'cli.json')
  if (!existsSync(file)) return undefined
  const parsed = Profile.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  return parsed.success ? parsed.data : undefined
}

export function writeProfile(dataFolder: string, profile: Profile): void {
  const file = join(dataFolder, 'cli.json')
  const partial = `${file}.${process.pid}`
  writeFileSync(partial, `${JSON.stringify(profile, null, 2)}\n`, { mode: 0o600 })
  chmodSync(partial, 0o600)
  renameSync(partial, file)
}
