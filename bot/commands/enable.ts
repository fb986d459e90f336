import { cards } from '../../cards';
import { mailStatusButton, mailWords } from '../../words/cards';
import { diallingOf } from '../../services/conferencing/dialling';
import { defineCommand } from '../turn/command';
import { nameOrThisPerson } from '../../words/titles';

export const enable = defineCommand({
  name: 'enable',
  title: 'enable',
  help: 'Enable somebody for Audio Conferencing.',
  utterances: [
    'enable me',
    'enable {person} for audio conferencing',
    'enable audio conferencing for {person}',
    'enable {person}',
    'turn on audio conferencing for {person}',
    'turn audio conferencing on for {person}',
  ],
  right: 'enable',
  needs: 'enable',
  scopes: ['personal'],
  minutes: 5,
  async offer({ actor, target, own, services }) {
    const mail = mailWords(await services.conferencing.beforeEnabling(target, { actor, own }), {
      what: 'enabled',
      own,
      done: false,
    });
    const title = own
      ? 'Enable Audio Conferencing for yourself?'
      : `Enable Audio Conferencing for ${nameOrThisPerson(target)}?`;
    const paragraphs = ['A new conference ID and a new PIN are given out. The PIN is not shown here.', mail];
    return {
      draw: (facts) =>
        cards.confirm({ ...facts, name: target.name, upn: target.upn, title, paragraphs, button: 'Enable' }),
    };
  },
  async run({ click, services }) {
    const { person, info, mail, own } = await services.conferencing.enable(click);
    const unseen = mail.kind === 'queued' && !mail.withheld ? [] : ['Nobody has seen the PIN. Reset it to get one.'];
    return cards.enabled({
      ...{ name: person.name, upn: person.upn, own },
      ...diallingOf(info),
      paragraphs: [mailWords(mail, { what: 'enabled', own, done: true }), ...unseen],
      buttons: [
        { title: own ? 'Reset my PIN' : 'Reset PIN', verb: 'reset-pin', data: { person: person.id } },
        ...mailStatusButton(mail, person.id),
      ],
    });
  },
});
