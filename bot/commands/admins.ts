import { cards } from '../../cards';
import { defineCommand } from '../turn/command';
import { counted } from '../../words/counted';
import { shownPerson } from '../../words/people';

/** Many more would fill the screen, and nobody asks them all. */
const shown = 8;

export const admins = defineCommand({
  name: 'admins',
  title: 'who are the admins',
  help: 'See who can help you.',
  utterances: [
    'admins',
    'administrators',
    'who is the admin',
    'who is my admin',
    'list admins',
    'show the admins',
    'who can help me',
    'talk to a human',
    'i want to talk to a human',
    'talk to a person',
    'talk to somebody',
    'human',
    'contact an admin',
    'contact support',
  ],
  right: 'talk',
  scopes: ['personal'],
  listed: false,
  async run({ actor, services }) {
    const all = await services.directory.admins(actor.tenant);
    const others = all.filter(({ id }) => id !== actor.id);
    const more = others.length - shown;
    return cards.notice({
      title: others.length === 0 ? 'You are the only administrator' : 'They can help you',
      paragraphs:
        others.length === 0
          ? ['Make somebody else an administrator, so that there is one when you are away: "make adele admin".']
          : [
              'These administrators of your organization look after Audio Conferencing:',
              ...others.slice(0, shown).map(shownPerson),
              ...(more > 0 ? [`And ${counted(more, 'other')}.`] : []),
            ],
      buttons: [{ title: 'Help', verb: 'help', data: {} }],
    });
  },
});
