import { cards } from '../../cards';
import { mailStatusButton, mailWords } from '../../words/cards';
import { defineCommand } from '../turn/command';
import { shownPerson } from '../../words/people';
import { nameOrThisPerson } from '../../words/titles';

export const disable = defineCommand({
  name: 'disable',
  title: 'disable',
  help: 'Turn Audio Conferencing off for somebody.',
  utterances: [
    'disable me',
    'disable {person} for audio conferencing',
    'disable audio conferencing for {person}',
    'disable {person}',
    'turn off audio conferencing for {person}',
    'turn audio conferencing off for {person}',
  ],
  right: 'disable',
  needs: 'enable',
  scopes: ['personal'],
  minutes: 5,
  async offer({ target, own, services }) {
    const mail = mailWords(await services.conferencing.beforeDisabling(target, { own }), {
      what: 'disabled',
      own,
      done: false,
    });
    const title = own
      ? 'Turn Audio Conferencing off for yourself?'
      : `Turn Audio Conferencing off for ${nameOrThisPerson(target)}?`;
    const paragraphs = [
      'The conference ID and the PIN stop working at once, in all meetings that were sent with them. If ' +
        `enabled again, ${own ? 'you' : 'they'} get a new ID and PIN: this cannot be undone.`,
      mail,
    ];
    return {
      draw: (facts) =>
        cards.confirm({ ...facts, name: target.name, upn: target.upn, title, paragraphs, button: 'Disable' }),
    };
  },
  async run({ click, services }) {
    const { person, mail, own } = await services.conferencing.disable(click);
    const paragraphs = [
      shownPerson(person),
      'The conference ID and the PIN no longer work.',
      mailWords(mail, { what: 'disabled', own, done: true }),
    ];
    return cards.notice({
      title: 'Audio Conferencing is off',
      paragraphs,
      buttons: [
        { title: 'Enable again', verb: 'enable', data: { person: person.id } },
        ...mailStatusButton(mail, person.id),
      ],
    });
  },
});
