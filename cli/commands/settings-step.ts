import type { SettingChange } from '../../services/changes/settings';
import type { Changed } from '../session/changed';
import { type Step, unlessSame } from '../session/changes';
import { peopleWords } from '../../words/bulk';
import { changedDefault, followersWords } from '../../words/numbers';
import type { Session } from '../session/session';
import { valueOfText } from './setting-names';

/**
 * The one change that saves these texts of settings, by name. None if the settings are already like that.
 * @throws Problem `setting-invalid`
 */
export async function settingsSteps(
  session: Session,
  texts: Readonly<Record<string, string>>,
  kind: 'change-settings' | 'restore-defaults' = 'change-settings',
): Promise<Step[]> {
  const { settingsChanges } = session.services;
  const changes = await unlessSame(settingsChanges.compare(session.actor, texts));
  if (!changes) return [];
  const standard = changedDefault(changes);
  const followers = standard
    ? ` ${followersWords(await session.services.numberUse.countFollowers(session.tenant, standard))}`
    : '';
  return [
    {
      kind,
      target: session.actor,
      input: {
        settings: Object.fromEntries(changes.map(({ field, before, after }) => [field.name, { before, after }])),
      },
      will:
        changes.map(({ field, before, after }) => `Set ${field.name} from "${before}" to "${after}".`).join(' ') +
        followers,
      run: async (click) => {
        const made = await settingsChanges.changeSettings(click, kind);
        if (changedDefault(made)) await tellFollowers(session);
        return { changes: made.map(changedSetting) };
      },
    },
  ];
}

/** A setting, before and after, as data. */
export const changedSetting = ({ field, before, after }: SettingChange): Changed => ({
  name: field.name,
  before: valueOfText(field, before),
  after: valueOfText(field, after),
});

/** How long a command takes to tell the people who follow the default; what is left is said. Milliseconds. */
const patience = 20_000;

/**
 * Queues the mails to the people who follow the default, and sends them if there is a mail server. The change is made,
 * so a failure is only said.
 */
async function tellFollowers({ services, say }: Session): Promise<void> {
  const deadline = Date.now() + patience;
  const inTime = () => Date.now() < deadline;
  const rest = 'A bot that runs on this database does that; or now, with SMTP_URL: mail send.';
  try {
    const { count, done } = await services.numberMailings.write(inTime);
    let sent = 0;
    while (count > 0 && services.mailSending && inTime()) {
      const run = await services.mailSending.sendDue(inTime);
      sent += run.sent;
      if (run.taken === 0 || run.serverFault) break;
    }
    if (count > 0)
      say(
        `${peopleWords(count)} who ${count === 1 ? 'follows' : 'follow'} the default: ` +
          (sent >= count ? 'an email was sent.' : `an email is in the queue, to be sent. ${rest}`),
      );
    if (!done) say(`There are more people to tell. ${rest}`);
  } catch {
    say(`The people who follow the default could not be told yet. ${rest}`);
  }
}
