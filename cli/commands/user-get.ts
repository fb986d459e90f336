import { auditLine, namesIn } from '../../words/trail';
import { mailLine } from '../../words/mails';
import { stateWords } from '../../words/people';
import type { Person } from '../../services/people/person';
import { mayAct } from '../../services/people/rights';
import { day, personRow } from '../session/changes';
import type { Row } from '../terminal/output';
import type { Session } from '../session/session';

/** What the card of a person shows. The PIN itself never appears; its mask says that there is one. */
export async function personShown({ services, actor }: Session, target: Person): Promise<Row> {
  const { off, info, mails, callersMayStart, lastMails, lastRecords } = await services.personView.view(target);
  const settings = await services.settings.of(target.tenant);
  const seesTrail = mayAct(actor.role, 'change-person', { others: actor.id !== target.id, settings });
  const names = await namesIn(lastRecords, services);
  return {
    ...personRow(target),
    id: target.id,
    role: target.role,
    protected: target.protected === true,
    state: stateWords(off),
    conferenceId: info?.conferenceId,
    serviceNumber: info?.tollNumber,
    tollFreeServiceNumber: info?.tollFreeNumber,
    pin: info && '*****',
    pinReset: info && (info.pinResetAt ? day(info.pinResetAt) : 'never here'),
    mail: target.mail ?? '',
    automaticMails: mails,
    allowPstnOnlyMeetings: callersMayStart,
    lastMails: lastMails
      .map((mail) => mailLine(mail, { day, role: actor.role }))
      .map(({ what, to, state }) => `${what}. ${to}. ${state}`),
    lastRecords: seesTrail
      ? lastRecords
          .map((record) => auditLine(record, { ...names, day }))
          .map((line) => `${line.when}: ${line.what}, ${line.outcome}. ${line.by}`)
      : undefined,
  };
}
