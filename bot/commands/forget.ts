import { cards } from '../../cards';
import { defineCommand } from '../turn/command';

export const forget = defineCommand({
  name: 'forget',
  title: 'forget',
  help: 'Delete what is stored about somebody who has left.',
  utterances: ['forget {person}', 'delete the data of {person}'],
  right: 'forget',
  scopes: ['personal'],
  minutes: 5,
  async offer({ target, own, services }) {
    services.forgetting.assertForgettable(target, { own });
    const paragraphs = [
      'Directory entry, PIN, chat and emails are deleted, and the conference ID is retired. This cannot be undone.',
      'The audit trail stays whole: in it the person is called "Former person" and a number from now on.',
    ];
    return {
      draw: (facts) =>
        cards.confirm({
          ...facts,
          name: target.name,
          upn: target.upn,
          title: 'Forget this person?',
          paragraphs,
          button: 'Forget',
        }),
    };
  },
  async run({ click, services }) {
    const { pseudonym } = await services.forgetting.forget(click);
    return cards.notice({
      title: 'Forgotten',
      paragraphs: [`What was stored is deleted. The audit trail says "${pseudonym}" instead of the name.`],
      buttons: [],
    });
  },
});
