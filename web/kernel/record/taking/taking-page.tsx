import { exportBundle } from '../../../../src/govern/exports/commands.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { say } from '../../../lib/words.ts'
import { Copy } from '../../../ui/copy.tsx'
import { Page, Sheet } from '../../../ui/page.tsx'
import { mayUse, useSelf } from '../../../lib/session.ts'
import { whoMay } from '../../../../src/kernel/access/authorising.ts'
import { RecordPlaces } from '../record-places.tsx'
import { Download } from './download.tsx'
import { ProgramHash } from './program-hash.tsx'
import { Verifying } from './verifying.tsx'

const program = 'counterpart-verify.mjs'

/** How to be sure of the record without trusting this server: take it away, or have this browser compute it again. */
export default function TakingPage() {
  const engagement = useThisEngagement()
  const self = useSelf()
  return (
    <Page title={say('page.check')} about={say('check.about')}>
      <RecordPlaces />
      {mayUse(exportBundle, self, engagement) ? (
        <div className="columns wide">
          <Verifying />
          <TakeAway />
        </div>
      ) : (
        <p className="notice">{whoMay(exportBundle.allow)}</p>
      )}
    </Page>
  )
}

/** The name of an engagement's bundle as a file. */
export function bundleName(engagementId: string): string {
  return `record-${engagementId.slice(-12)}.bundle`
}

function TakeAway() {
  const { engagementId } = useThisEngagement()
  const name = bundleName(engagementId)
  const commands = [
    { key: 'check', text: `node ${program} ${name}` },
    { key: 'own', text: `node ${program} ${name} --checkpoint kept.note` },
    { key: 'json', text: `node ${program} ${name} --json` },
  ] as const
  return (
    <aside aria-label={say('record.take')}>
      <Sheet title={say('record.take')}>
        <p className="small">{say('record.take.why')}</p>
        <ol className="small steps">
          <li>
            <Download name={name} />
          </li>
          <li>
            <a className="inline" href={`/programs/${program}`} download={program}>
              {say('record.take.program')}
            </a>
            <ProgramHash program={program} />
          </li>
          <li>
            {say('record.take.run')}
            {commands.map(({ key, text }) => (
              <div key={key}>
                <p>{say(`record.take.${key}`)}</p>
                <pre className="entry wraps" tabIndex={0} aria-label={say(`record.take.${key}`)}>
                  {text}
                </pre>
                <Copy text={text} what={say(`record.take.${key}`)} />
              </div>
            ))}
          </li>
        </ol>
      </Sheet>
    </aside>
  )
}
