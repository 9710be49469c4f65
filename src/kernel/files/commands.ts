import { z } from 'zod'
import { command, EngagementInput, PageInput, pageOf, query } from '../command.ts'
import { refusal } from '../refusal.ts'

/** Bytes of one file at most: 1 GiB. */
export const fileBytesMax = 1_073_741_824

export const fileExists = refusal('file-exists', 'conflict', 'A file with this id exists')
export const fileTooLarge = refusal('file-too-large', 'invalid', 'The file is larger than 1 GiB')
export const fileDiffers = refusal('file-differs', 'invalid', 'The bytes are not those the caller announced')
export const uploadBroken = refusal('upload-broken', 'invalid', 'The upload broke off')

/** Who brings files in and looks at them: the roles that run and integrate the work on either side. */
const fileRoles = {
  who: 'members',
  roles: ['delivery-manager', 'process-owner', 'vendor-manager', 'engineer'],
  party: 'either',
} as const

export const FileCard = z.object({
  fileId: z.uuid(),
  name: z.string(),
  mediaType: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  uploadedBy: z.uuid(),
  uploadedAt: z.number(),
})
export type FileCard = z.infer<typeof FileCard>

export const uploadFile = command({
  name: 'upload-file',
  summary: 'Takes a file of at most 1 GiB; the record keeps its SHA-256 and size, never its name.',
  path: '/engagements/{engagementId}/files',
  input: EngagementInput.extend({
    fileId: z.uuid().toLowerCase(),
    name: z
      .string()
      .min(1)
      .max(255)
      .regex(/^[^\p{Cc}]+$/u, 'has no control characters'),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is 64 hexadecimal digits in lower case'),
    mediaType: z
      .string()
      .max(100)
      .regex(/^[\w.+-]+\/[\w.+-]+$/, 'is like text/csv')
      .default('application/octet-stream'),
  }),
  output: FileCard,
  refusals: [fileExists, fileTooLarge, fileDiffers, uploadBroken],
  allow: fileRoles,
  takesBytes: true,
  examples: [
    {
      engagementId: '0192f0c1-0000-7000-8000-00000000000e',
      fileId: '0192f0c1-0000-7000-8000-0000000000f1',
      name: 'claims-2025.xes.gz',
      sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      mediaType: 'application/gzip',
    },
  ],
})

export const files = query({
  name: 'files',
  summary: 'Files of the engagement, newest first.',
  path: '/engagements/{engagementId}/files',
  input: EngagementInput.extend(PageInput.shape),
  output: pageOf(FileCard),
  allow: fileRoles,
})
