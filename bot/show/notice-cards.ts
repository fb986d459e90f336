import { cards } from '../../cards';
import type { Card } from '../../cards/card';
import type { Services } from '../../services';
import type { Role } from '../../services/people/person';
import type { Notice, NoticeFacts, NoticeKind, ObjectionTo } from '../../services/offers/notice-kinds';
import { roleWords } from '../../words/cards';
import { objectedCard, objectionCard } from './objection-cards';
import { replacedPinCard } from './replaced-pin-card';
import { requestCard, requestEndedCard } from './request-cards';
import { endedCallCard } from './teams-cards';
import { callEndedCard, latePinCard } from './teams-notices';
import { undeliveredCard } from './undelivered-card';
import { settingWords } from '../../words/requests';
import { timesIn } from '../../words/times';
import { missingWords, shownPerson } from '../../words/people';
import { auditOf, choice, myInfo, notMe, resetMyPin, say, type Surroundings, wasPressed } from './notice-surroundings';

/** The words for every kind of notice in its present state. A kind without words does not compile. */
const words: { [Kind in NoticeKind]: (facts: NoticeFacts[Kind], about: Surroundings) => Promise<Card> | Card } = {
  async 'pin-to-pick-up'({ by, at, stopped }, about) {
    const { now, day, time, services, tenant } = about;
    const [show, objection] = [about.offer('show'), about.offer('not-me')];
    const who = `${shownPerson(by)} reset your PIN on ${day(at)}.`;
    if (wasPressed(objection))
      return objectedCard('pin', about, 'The new PIN that waited here is withdrawn. Nobody has seen it.');
    if (wasPressed(show)) {
      const owner = await services.directory.byId(tenant, show.target);
      if (owner && show.call && show.call !== 'done')
        return endedCallCard(show.call, { person: owner, own: true }, time(show.endedAt));
      if (show.retiredAt && owner) return replacedPinCard({ target: owner, own: true, time: time(show.endedAt) });
      return cards.pinMasked({
        name: owner?.name ?? '',
        upn: owner?.upn ?? '',
        own: true,
        time: time(show.endedAt),
        person: show.target,
      });
    }
    const object = choice(notMe, objection, now);
    const open = choice('Show my new PIN', show, now, { primary: true });
    if (open.length > 0) {
      return say(
        'A new PIN is waiting for you',
        [
          who,
          stopped ? 'Your old PIN no longer works.' : 'Your old PIN works until you press "Show my new PIN".',
          `Only you can see the new one: here, once, until ${day(show!.expiresAt)}.`,
          `If you did not expect this, press "${notMe}".`,
        ],
        [...open, ...object],
      );
    }
    const why =
      show?.state === 'superseded'
        ? 'Something newer has replaced this, so no PIN waits here any more.'
        : 'The new PIN was not picked up in time, so none waits here any more.';
    return say(
      'No new PIN is waiting here',
      [
        who,
        why,
        stopped ? 'The PIN that you had then no longer works.' : 'This did not change your PIN.',
        'Type "reset my pin" for a new one.',
      ],
      object,
    );
  },

  'pin-not-picked-up': ({ person, at, stopped, why }, { day }) =>
    say('A new PIN did not reach its owner', [
      `${shownPerson(person)}: you reset the PIN on ${day(at)}.`,
      why === 'lapsed'
        ? 'The new one was not picked up within 24 hours.'
        : 'Dial-in Desk is not installed for this person any more, so the card could not be delivered.',
      stopped ? 'The old PIN no longer works.' : 'This did not change the PIN.',
      'Typing "reset my pin" to me shows the owner a new one.',
    ]),

  'pin-reset-by-other'({ by, at, untold }, about) {
    const objection = about.offer('not-me');
    const seen = untold ? ', and Teams told the new one to nobody here' : ' and was shown the new one';
    const who = `${shownPerson(by)} reset your PIN on ${about.day(at)}${seen}. The old one no longer works.`;
    const stops =
      about.services.backend.name === 'teams'
        ? 'nobody else can reset your PIN with Dial-in Desk for 24 hours, and all administrators are told. Only a new ' +
          'PIN stops that one: reset yours then.'
        : 'that PIN stops working at once, nobody else can reset your PIN or your conference ID for 24 hours, and all ' +
          'administrators are told.';
    if (wasPressed(objection)) return objectedCard('pin', about);
    const object = choice(notMe, objection, about.now);
    return say(
      'Your PIN was reset',
      [
        who,
        'Type "reset my pin" for one that nobody else has seen.',
        ...(object.length > 0 ? [`If you did not expect this, press "${notMe}": ${stops}`] : []),
      ],
      object,
      [resetMyPin, myInfo],
    );
  },

  'conference-id-reset-by-other'({ by, at }, about) {
    const objection = about.offer('not-me');
    const paragraphs = [
      `${shownPerson(by)} reset your conference ID on ${about.day(at)}. The old one no longer works. This did not ` +
        `change your PIN.`,
      'Type "show my conference info" to see the conference ID that you have now. Meeting invitations with the old ' +
        'one must be sent again.',
    ];
    const title = 'Your conference ID was reset';
    if (wasPressed(objection)) return objectedCard('conference-id', about);
    const object = choice(notMe, objection, about.now);
    const offered =
      `If you did not expect this, press "${notMe}": nobody else can reset your PIN or your ` +
      `conference ID for 24 hours, and all administrators are told. The old conference ID does not come back.`;
    return say(title, object.length > 0 ? [...paragraphs, offered] : paragraphs, object, [myInfo]);
  },

  'enabled-by-other': (facts, about) =>
    toOwner(about, 'enabled', {
      title: 'Audio Conferencing was turned on for you',
      paragraphs: [
        `${shownPerson(facts.by)} enabled you for Audio Conferencing on ${about.day(facts.at)}: you have a new conference ` +
          'ID and a new PIN.',
        'Type "reset my pin" for a PIN that nobody else has seen, and "show my conference info" for the conference ID.',
      ],
      objecting: 'that PIN stops working at once, nobody else can reset your PIN or your conference ID for 24 hours',
    }),

  'disabled-by-other': (facts, about) =>
    toOwner(about, 'disabled', {
      title: 'Audio Conferencing was turned off for you',
      paragraphs: [
        `${shownPerson(facts.by)} turned Audio Conferencing off for you on ${about.day(facts.at)}. Your conference ID and ` +
          'your PIN no longer work. They do not come back: you get new ones if you are enabled again.',
      ],
      objecting: 'nobody else can enable you or reset anything of yours for 24 hours',
    }),

  'lock-lifted': (facts, about) =>
    toOwner(about, 'unlocked', {
      title: 'Your account is no longer locked',
      paragraphs: [
        `${shownPerson(facts.by)} lifted the lock on ${about.day(facts.at)}: administrators can reset your PIN and your ` +
          'conference ID again.',
      ],
      objecting: 'it is locked for another 24 hours',
    }),

  'nudge': ({ by, at }, { day }) =>
    say(
      'Helpdesk suggests: reset your PIN',
      [
        `${shownPerson(by)} suggested it on ${day(at)}. Nothing was changed.`,
        'The new PIN is shown to you alone, here, once. Nobody will ask you for it.',
        'If you have not talked to helpdesk, leave it, and tell an administrator.',
      ],
      [],
      [resetMyPin, { title: 'Who are the admins?', verb: 'admins', data: {} }],
    ),

  'pin-ended': ({ of }, { day }) =>
    say(
      'Your PIN no longer works',
      [
        `Dial-in Desk was restored from a backup of ${day(of)}. A PIN that was replaced since must not work again, so all ` +
          'PINs were ended.',
        'Press the button for a new one. It is shown to you alone.',
      ],
      [],
      [resetMyPin],
    ),

  'role-changed': ({ by, at, before, after }, { day }) =>
    say('Your role was changed', [
      `${shownPerson(by)} changed your role on ${day(at)}.`,
      `Before: ${roleNames(before)}. Now: ${roleNames(after)}.`,
      'If you did not expect this, talk to an administrator.',
    ]),

  'unprotected-by-other': ({ by, at }, { day }) =>
    say('You are no longer protected', [
      `${shownPerson(by)} ended your protection on ${day(at)}: one administrator can now change what is yours.`,
      'If you did not expect this, talk to an administrator.',
    ]),

  'guard-loosened': ({ by, at, settings }, { day }) =>
    say(
      'A guard was loosened',
      [
        `${shownPerson(by)} changed settings of your organization on ${day(at)}:`,
        ...Object.entries(settings).map(([name, texts]) => settingWords(name, texts)),
        'If you did not expect this, look at the audit trail, and put it back in "settings". Putting it back takes one ' +
          'administrator.',
      ],
      [],
      [auditOf(), { title: 'Settings', verb: 'settings', data: {} }],
    ),

  'admin-changed': ({ by, at, person, what }, { day }) =>
    say(
      what === 'unprotected' ? 'A protection was ended' : 'A change to an administrator',
      [
        {
          made: `${shownPerson(person)} was made an administrator by ${shownPerson(by)} on ${day(at)}.`,
          demoted: `${shownPerson(person)} is no longer an administrator: ${shownPerson(by)}, ${day(at)}.`,
          disabled: `Audio Conferencing was turned off for the administrator ${shownPerson(person)} by ${shownPerson(by)} on ${day(at)}.`,
          unprotected: `${shownPerson(person)} is no longer protected: ${shownPerson(by)}, ${day(at)}.`,
        }[what],
        'If you did not expect this, look at the audit trail.',
      ],
      [],
      [auditOf(person)],
    ),

  'sync-stopped': ({ count, all, at }, { day }) =>
    say('Many people are missing in Microsoft Entra', [
      `${missingWords({ count, all })} That is so many that nobody was turned off (${day(at)}).`,
      'If they have left, let it go on with "desk sync --accept" on the command line. If not, "desk sync --what-if ' +
        '--full" says who is missing: perhaps the app lost a permission.',
    ]),

  'late-pin': (facts, about) => latePinCard(facts, about),

  'call-ended': (facts, about) => callEndedCard(facts, about),

  'objection': (facts, about) => objectionCard(facts, about),

  async 'mail-failed'({ person, mail: id }, about) {
    const { services, tenant } = about;
    const title = 'An email did not arrive';
    const [mail, target] = [await services.outbox.byId(tenant, id), await services.directory.byId(tenant, person.id)];
    const offer = mail && (await services.offers.ofOperation(mail));
    if (!mail || !target) return say(title, [`It was to ${shownPerson(person)}.`]);
    if (mail.state !== 'dead') return say(title, [`It was to ${shownPerson(person)}. It was queued again since.`]);
    const actor = offer && (await services.directory.byId(tenant, offer.actor));
    return undeliveredCard(mail, { target, actor, offer, title, day: about.day });
  },

  'request': ({ request }, about) => requestCard(request, about),

  'request-ended': ({ request }, about) => requestEndedCard(request, about),
};

const roleNames = (role: string): string => roleWords[role as Role] ?? role;

/** A card to its owner, who can object. */
function toOwner(
  about: Surroundings,
  of: ObjectionTo,
  { title, paragraphs, objecting }: { title: string; paragraphs: string[]; objecting: string },
): Promise<Card> | Card {
  const objection = about.offer('not-me');
  if (wasPressed(objection)) return objectedCard(of, about);
  const object = choice(notMe, objection, about.now);
  const offered = `If you did not expect this, press "${notMe}": ${objecting}, and all administrators are told.`;
  return say(title, object.length > 0 ? [...paragraphs, offered] : paragraphs, object, [myInfo]);
}

/** The card of a notice, as it should read now. */
export async function noticeCard(notice: Notice, { services }: { services: Services }): Promise<Card> {
  const offers = await services.offers.ofNotice(notice._id);
  const chat = await services.chats.find(notice.tenant, notice.person);
  const about: Surroundings = {
    ...{ services, ...timesIn(chat?.timeZone ?? ''), now: await services.now() },
    ...{ tenant: notice.tenant, reader: notice.person, told: notice.told },
    offer: (button) => offers.find(({ _id }) => _id === notice.operations[button]),
  };
  const wordsFor = words[notice.kind] as (facts: unknown, about: Surroundings) => Promise<Card> | Card;
  return wordsFor(notice.facts, about);
}
