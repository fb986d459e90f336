import { diallingOf } from '../../conferencing/dialling';
import { notALink } from '../../base/one-line';
import {
  askedFor,
  type Fact,
  type FactId,
  type Letter,
  type LetterFacts,
  type MailKind,
  type MailLanguage,
} from './kinds';
import { momentOf } from './locale';
import { words } from './words';
import { type MailWords } from './words/shape';

/** Which mail carries what: docs/audio-conferencing.md, section 2. */
const parts: Record<MailKind, { facts: FactId[]; large?: FactId; phoneSteps: boolean; meetingSteps: boolean }> = {
  'enabled': {
    facts: ['pin', 'conferenceId', 'tollNumber', 'tollFreeNumber'],
    large: 'pin',
    phoneSteps: true,
    meetingSteps: true,
  },
  'disabled': { facts: [], phoneSteps: false, meetingSteps: false },
  'pin-reset': {
    facts: ['pin', 'conferenceId', 'tollNumber', 'tollFreeNumber'],
    large: 'pin',
    phoneSteps: true,
    meetingSteps: false,
  },
  'pin-waiting': { facts: ['conferenceId', 'tollNumber', 'tollFreeNumber'], phoneSteps: false, meetingSteps: false },
  'pin-stopped': { facts: ['conferenceId', 'tollNumber', 'tollFreeNumber'], phoneSteps: false, meetingSteps: false },
  'conference-id-reset': {
    facts: ['conferenceId', 'tollNumber', 'tollFreeNumber'],
    large: 'conferenceId',
    phoneSteps: false,
    meetingSteps: true,
  },
  'number-changed': { facts: ['tollNumber', 'tollFreeNumber', 'conferenceId'], phoneSteps: false, meetingSteps: true },
  'conference-info': {
    facts: ['conferenceId', 'tollNumber', 'tollFreeNumber'],
    phoneSteps: false,
    meetingSteps: false,
  },
  'nudge': { facts: [], phoneSteps: false, meetingSteps: false },
  'request': { facts: [], phoneSteps: false, meetingSteps: false },
  'objection': { facts: [], phoneSteps: false, meetingSteps: false },
};

/**
 * Finds the words for facts that fit their kind. The PIN comes after all paragraphs: a locked phone shows the beginning
 * of a mail.
 */
export function compose(facts: LetterFacts, language: MailLanguage, chatAddress?: string): Letter {
  const { kind, pin } = facts;
  const say = words[language];
  const { phoneSteps, meetingSteps } = parts[kind];
  const tenantName = notALink(facts.tenantName);
  return {
    language,
    tenantName: tenantName || 'Dial-in Desk',
    service: say.service,
    title: say.titles[kind],
    greeting: say.greeting(notALink(facts.recipient.name)),
    paragraphs: [...openingOf(facts, say), provenanceOf(facts, say), ...(pin === undefined ? [] : [say.keepPin])],
    facts: factsOf(facts, say),
    sections: [
      ...(phoneSteps ? [{ ...say.phone, paragraphs: [] }] : []),
      ...(meetingSteps ? [say.meetings] : []),
      { title: say.unexpected.title, paragraphs: [say.unexpected.advice[kind]], steps: [] },
    ],
    ...(chatAddress === undefined ? {} : { chat: { words: say.openChat, address: chatAddress } }),
    footer: say.footer(tenantName || say.organization),
  };
}

/** With Teams, each meeting has a conference ID of its own, so that nothing is said of one. */
function openingOf({ kind, conferenceId }: LetterFacts, say: MailWords): string[] {
  if (conferenceId !== '') return say.openings[kind];
  return say.openings[kind].map((one) => one.replace(say.sameId, '').trim()).filter((one) => one !== '');
}

/** The sentence that says who did it, and when. */
function provenanceOf({ kind, actor, at, language, timeZone }: LetterFacts, say: MailWords): string {
  const when = say.when(momentOf(at, { language, timeZone }));
  const { byOther, byReader } = askedFor.includes(kind) ? say.asked : say.did;
  return actor ? byOther(notALink(actor.name), when) : byReader(when);
}

function factsOf(facts: LetterFacts, say: MailWords): Fact[] {
  const { kind, conferenceId = '', tollNumber = '', tollFreeNumber, pin = '', pinWithheld, actor } = facts;
  const dialling = diallingOf({ conferenceId, tollNumber, tollFreeNumber });
  const values = { pin, ...dialling };
  const links: Partial<Record<FactId, string>> = {
    tollNumber: `tel:${dialling.tollNumberToDial}`,
    tollFreeNumber: `tel:${dialling.tollFreeNumberToDial}`,
  };
  const { facts: ids, large } = parts[kind];
  const shown = ids
    .filter((id) => values[id] !== '')
    .map((id): Fact => ({
      id,
      label: say.labels[id],
      value: notALink(values[id]),
      look: id === large ? 'large' : 'plain',
      link: links[id],
    }));
  if (pinWithheld) {
    // Nobody has seen the PIN of somebody who was just enabled, so nobody can hand it over.
    const giver = kind === 'enabled' ? undefined : actor;
    shown.unshift({
      id: 'pinWithheld',
      label: say.labels.pin,
      value: say.withheld[pinWithheld](giver && notALink(giver.name)),
      look: 'sentence',
    });
  }
  // The numbers of Teams are in the invitations.
  const ofTeams = facts.conferenceId === '';
  if (!ofTeams && ids.includes('tollNumber') && values.tollNumber === '' && values.tollFreeNumber === '') {
    shown.push({ id: 'noNumber', label: say.labels.tollNumber, value: say.noNumber, look: 'sentence' });
  }
  return shown;
}
