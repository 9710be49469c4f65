import { refusal } from '../refusal.ts'

export const documentExists = refusal('document-exists', 'conflict', 'A paper with this id exists')
export const notInState = refusal('not-in-state', 'conflict', 'The paper is not in a state that allows this')
export const alreadySigned = refusal('already-signed', 'conflict', 'Your party has signed this version')
export const otherVersion = refusal('other-version', 'stale', 'The newest version is not the one you read')
export const nothingChanged = refusal('nothing-changed', 'conflict', 'The content is that of the newest version')
export const documentFull = refusal('document-full', 'conflict', 'The paper can take no more of these')
export const unfitContent = refusal('unfit-content', 'invalid', 'The content cannot be taken as it is')
export const unknownVersion = refusal('unknown-version', 'not-found', 'There is no such version for you')
