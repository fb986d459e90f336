import { chatAddressOf } from '../../../../setup/config';
import { createLetters } from '../../../../services/mail/letter/letters';
import {
  askedFor,
  type LetterFacts,
  mailKinds,
  mailLanguages,
  withoutFacts,
} from '../../../../services/mail/letter/kinds';
import { words } from '../../../../services/mail/letter/words';
import { count, readMail } from './read-mail';
import { announcesPin, factsFor, sample } from './samples';

const letters = createLetters();
const withheldReasons = ['owner', 'not-by-mail', 'elsewhere', 'untold', 'replaced'] as const;

/** Mails with and without everything that is optional. */
const variants: [string, (kind: LetterFacts['kind']) => Partial<LetterFacts>][] = [
  ['everything', () => ({})],
  ['no actor', () => ({ actor: undefined })],
  ['no toll-free number', () => ({ tollFreeNumber: undefined })],
  ['no number', () => ({ tollNumber: undefined, tollFreeNumber: undefined })],
  ...withheldReasons.map((reason): (typeof variants)[number] => [
    `PIN withheld: ${reason}`,
    (kind) => (announcesPin(kind) ? { pin: undefined, pinWithheld: reason } : {}),
  ]),
];

describe.each(mailKinds.flatMap((kind) => mailLanguages.map((language) => ({ kind, language }))))(
  '$kind in $language',
  ({ kind, language }) => {
    const say = words[language];

    test.each(variants)('says what belongs into it, and nothing else, with %s', (_name, differing) => {
      const facts = factsFor(kind, { language, ...differing(kind) });
      const { subject, html, text } = letters.write(facts);
      const mail = readMail(html);
      const has = (part: string, times: number) => {
        expect([count(mail.text, part), count(text, part)]).toEqual([times, times]);
      };

      expect(subject).toBe(say.titles[kind]);
      expect(mail.heading).toBe(subject);
      expect(mail.language).toBe(language);
      has(say.greeting('Alice Smith'), 1);
      say.openings[kind].forEach((paragraph) => has(paragraph, 1));
      has(say.unexpected.advice[kind], 1);

      expect([count(html, sample.pin), count(text, sample.pin)]).toEqual(facts.pin ? [1, 1] : [0, 0]);
      expect(mail.byId('pin')).toBe(facts.pin);
      has(say.keepPin, facts.pin ? 1 : 0);
      for (const reason of withheldReasons)
        has(
          say.withheld[reason](kind === 'enabled' ? undefined : facts.actor?.name),
          facts.pinWithheld === reason ? 1 : 0,
        );
      say.phone.steps.forEach((step) => has(step, announcesPin(kind) ? 1 : 0));

      expect([count(html, sample.conferenceId), count(text, sample.conferenceId)]).toEqual(
        withoutFacts.includes(kind) ? [0, 0] : [1, 1],
      );
      expect(mail.byId('conferenceId')).toBe(facts.conferenceId);
      has(sample.tollNumber, facts.tollNumber ? 1 : 0);
      has(sample.tollFreeNumber, facts.tollFreeNumber ? 1 : 0);
      has(say.noNumber, !withoutFacts.includes(kind) && !facts.tollNumber ? 1 : 0);
      say.meetings.steps.forEach((step) =>
        has(step, ['enabled', 'conference-id-reset', 'number-changed'].includes(kind) ? 1 : 0),
      );

      const { byOther, byReader } = askedFor.includes(kind) ? say.asked : say.did;
      const when = say.when({
        day: { en: '22 Nov 2026', de: '22. Nov. 2026', fr: '22 nov. 2026', es: '22 nov 2026' }[language],
        time: '14:02',
        zone: 'Europe/Berlin',
      });
      has(facts.actor ? byOther(sample.actor, when) : byReader(when), 1);
      if (!facts.actor) has(sample.actor, 0);
    });

    test('asks nothing of any other machine, and has no link but those that call its numbers', () => {
      const { html } = letters.write(factsFor(kind, { language }));
      const links = [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, address]) => address);
      expect(links).toEqual(withoutFacts.includes(kind) ? [] : ['tel:+15550100100', 'tel:+18005550199']);
      expect(html.replace(/<a class="text" href="tel:\+\d+"/g, '')).not.toMatch(
        /https?:|\/\/|src=|href|url\(|@import|<(script|img|a|link|iframe|form|object|svg)\b/i,
      );
    });

    test('leads into the chat with the bot, where its address is known', () => {
      const chatAddress = chatAddressOf('11111111-1111-4111-8111-111111111111')!;
      const { html, text } = createLetters({ chatAddress }).write(factsFor(kind, { language }));
      expect([count(html.replaceAll('&#x3D;', '='), `href="${chatAddress}"`), count(text, chatAddress)]).toEqual([
        1, 1,
      ]);
      expect([count(readMail(html).text, say.openChat), count(text, say.openChat)]).toEqual([1, 1]);
    });

    test('has no number but its own, so that a PIN is found only in its place', () => {
      const { html, text } = letters.write(
        factsFor(kind, { language, conferenceId: '1', tollNumber: undefined, tollFreeNumber: undefined }),
      );
      expect(`${html}${text}`.replaceAll(sample.pin, '').replaceAll('2026', '')).not.toMatch(/\d{4}/);
    });
  },
);

test.each(
  mailLanguages.flatMap((language) =>
    ['enabled', 'pin-reset'].flatMap(
      (kind) =>
        [
          [kind, language, 'Megan'],
          [kind, language, undefined],
        ] as const,
    ),
  ),
)('no locked screen shows the PIN: %s in %s begins with 255 other characters (by %s)', (kind, language, actor) => {
  const facts = factsFor(kind as 'enabled', {
    language,
    tenantName: 'X',
    recipient: { name: 'Bo' },
    actor: actor ? { name: actor } : undefined,
    timeZone: 'UTC',
  });
  const { html, text } = letters.write(facts);
  const shown = readMail(html).text.replace(/\s+/g, ' ');
  // Outlook takes at most 255 characters of a mail for its preview, phones less.
  expect(Math.min(shown.indexOf(sample.pin), text.indexOf(sample.pin))).toBeGreaterThan(255);
});

test('a PIN keeps its leading zeros', () => {
  expect(letters.write(factsFor('pin-reset', { pin: '0071' })).text).toContain('  0071\n');
});

test.each([
  ['de-AT', 'de', '22. Nov. 2026'],
  ['fr-CA', 'fr', '22 nov. 2026'],
  ['es-MX', 'es', '22 nov 2026'],
  ['en-US', 'en', '22 Nov 2026 at 14:02'],
  ['DE', 'de', '22. Nov. 2026'],
  ['de-u-ca-buddhist-nu-arab', 'de', '22. Nov. 2026 um 14:02'],
  ['pt-BR', 'en', '22 Nov 2026'],
  ['', 'en', '22 Nov 2026'],
  ['no language', 'en', '22 Nov 2026'],
  ['constructor', 'en', '22 Nov 2026'],
])('for "%s" it is written in %s and says %s', (tag, language, day) => {
  const written = letters.write(factsFor('pin-reset', { language: tag }));
  expect(written.language).toBe(language);
  expect(written.text).toContain(day);
});

test.each([
  ['America/New_York', '22 Nov 2026 at 08:02 (America/New_York)'],
  ['Asia/Tokyo', '22 Nov 2026 at 22:02 (Asia/Tokyo)'],
  [undefined, '22 Nov 2026 at 13:02 (UTC)'],
  ['', '22 Nov 2026 at 13:02 (UTC)'],
  ['<b>Nowhere</b>', '22 Nov 2026 at 13:02 (UTC)'],
])('in the time zone %s it was on %s', (timeZone, when) => {
  expect(letters.write(factsFor('disabled', { timeZone })).text).toContain(`Megan Bowen did this on ${when}.`);
});

test.each<[string, LetterFacts]>([
  ...mailKinds
    .filter((kind) => !announcesPin(kind))
    .flatMap((kind): [string, LetterFacts][] => [
      [`${kind} with a PIN`, factsFor(kind, { pin: sample.pin })],
      [`${kind} with a reason for no PIN`, factsFor(kind, { pinWithheld: 'owner' })],
    ]),
  ['a PIN that is given and withheld', factsFor('pin-reset', { pinWithheld: 'owner' })],
  ['neither a PIN nor a reason', factsFor('enabled', { pin: undefined })],
  ['a PIN that is no digits', factsFor('pin-reset', { pin: '80412\n' })],
  ['a PIN of three digits', factsFor('pin-reset', { pin: '804' })],
  ['no conference ID', factsFor('conference-info', { conferenceId: undefined })],
  ['an empty conference ID that the mail is about', factsFor('conference-id-reset', { conferenceId: '' })],
  ['a conference ID that is no digits', factsFor('conference-info', { conferenceId: '481 516' })],
  ['no time', factsFor('disabled', { at: new Date(Number.NaN) })],
])('refuses %s, and does not repeat it in the error', (_name, facts) => {
  expect(() => letters.write(facts)).toThrow(/^The mail "[a-z-]+" cannot be written: [^\d]+( 4 to 12 digits)?\.$/);
});

describe.each(mailLanguages)('where each meeting has a conference ID of its own, in %s', (language) => {
  test.each(['pin-reset', 'pin-waiting', 'pin-stopped', 'conference-info'] as const)(
    '%s says nothing of one',
    (kind) => {
      const { text } = letters.write(
        factsFor(kind, { language, conferenceId: '', tollNumber: undefined, tollFreeNumber: undefined }),
      );
      const said = text.replaceAll(/\s+/g, ' ');
      const { labels, sameId, noNumber, openings } = words[language];
      expect([sameId, noNumber].filter((one) => said.includes(one))).toEqual([]);
      expect(text).not.toMatch(new RegExp(`^${labels.conferenceId}$`, 'm'));
      // The sentence is there otherwise, so that it can be left out.
      if (kind !== 'conference-info') expect(openings[kind].join(' ')).toContain(sameId);
    },
  );
});
