import { cards } from '../../cards';
import { findTopic, helpTopics } from '../../words/help-topics';
import { mayAct, rights } from '../../services/people/rights';
import { type Command, defineCommand } from '../turn/command';

export const help = defineCommand({
  name: 'help',
  title: 'help',
  help: 'See the commands, or read about a topic: help lobby.',
  utterances: ['?', 'help me', 'i need help', 'menu', 'commands', 'what can you do', 'help {topic}'],
  symptoms: helpTopics.flatMap(({ symptoms }) => symptoms),
  right: 'talk',
  scopes: ['personal', 'groupChat', 'team'],
  async run({ actor, commands, scope, services, slots, said }) {
    const topic = findTopic(slots.topic ?? said);
    if (topic)
      return cards.helpTopic({ title: topic.title, paragraphs: [...topic.paragraphs], buttons: [...topic.buttons] });

    const words = helpTopics.map(({ name }) => name).join(', ');
    if (slots.topic) {
      const paragraphs = ['There is no help on that.', `There is help on: ${words}.`];
      return cards.notice({ title: 'Not found', paragraphs, buttons: [{ title: 'Help', verb: 'help', data: {} }] });
    }
    const settings = await services.settings.of(actor.tenant);
    const mine = commands.filter(
      ({ listed, right }) =>
        listed !== false &&
        (mayAct(actor.role, right, { others: false, settings }) || mayAct(actor.role, right, { others: true })),
    );
    const line = ({ title, help: text, right, utterances }: Command) => {
      const forOthers =
        mayAct(actor.role, right, { others: true }) && utterances.find((phrase) => phrase.includes('{person}'));
      const withNumber = utterances.find((phrase) => phrase.includes('{number}'));
      const phrase = withNumber ?? (forOthers ? `${title}  ·  ${forOthers}` : title);
      return { phrase: phrase.replace(/\{\w+\}/g, '…'), help: text };
    };
    const groups = headings
      .map((title) => ({ title, commands: mine.filter((command) => headingOf(command) === title).map(line) }))
      .filter((group) => group.commands.length > 0);
    return cards.help({
      // A single group needs no heading.
      groups: groups.length > 1 ? groups : groups.map((group) => ({ ...group, title: '' })),
      place:
        scope === 'personal'
          ? 'What you say here is between you and me.'
          : 'What concerns a PIN or a person is answered in our private chat.',
      topics: words,
      buttons: [
        { title: 'Reset my PIN', verb: 'reset-pin', data: {} },
        { title: 'My conference info', verb: 'show-conference-info', data: {} },
        { title: 'PIN on the phone', verb: 'help', data: { topic: 'phone' } },
      ],
    });
  },
});

/** An administrator has three times as many commands as everybody else, so they are grouped by what they are about. */
const headings = ['For you', 'For other people', 'For your organization'] as const;

function headingOf({ right }: Command): (typeof headings)[number] {
  if (mayAct('user', right, { others: false })) return headings[0];
  return rights[right].others === 'nobody' ? headings[2] : headings[1];
}
