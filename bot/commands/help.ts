import { cards } from '../../cards';
import type { Button, Card } from '../../cards/card';
import { helpCard, helpHereCard } from '../show/help-card';
import { findGroup, helpGroups } from '../../words/help-groups';
import { findTopic, helpTopics } from '../../words/help-topics';
import { inQuotes } from '../../words/in-quotes';
import { capital } from '../../words/capital';
import { type Action, mayAct, rights } from '../../services/people/rights';
import type { Settings } from '../../services/settings/settings';
import { isAble } from '../turn/able';
import { type Command, defineCommand, phrasesOf, type Turn } from '../turn/command';
import { formOf, formsOf } from '../turn/forms';
import { tidyText } from '../turn/utterance';

/** The words behind "help" that mean everything somebody can type. */
const listWords = /^(?:all )?(?:commands|everything|all|more)(?: (.+))?$/i;

export const help = defineCommand({
  name: 'help',
  title: 'help',
  help: 'See what you can do, everything you can type, or read about a topic: help commands, help lobby.',
  utterances: ['?', 'help me', 'i need help', 'menu', 'commands', 'all commands', 'what can you do', 'help {topic}'],
  // Whoever types what stands on a button gets what the button gives.
  symptoms: helpTopics.flatMap(({ symptoms, button }) => [...symptoms, button.toLowerCase()]),
  right: 'talk',
  scopes: ['personal', 'groupChat', 'team'],
  async run(turn) {
    const { actor, scope, services, slots, said, chatLink } = turn;
    const asked = slots.topic ?? (/^(?:all )?commands$/i.test(said) ? said : undefined);
    const topic = findTopic(asked ?? said);
    if (topic) {
      const { title, withTeams = topic.paragraphs, buttons } = topic;
      const paragraphs = [...(services.backend.name === 'teams' ? withTeams : topic.paragraphs)];
      return cards.helpTopic({ title, paragraphs, buttons: [...buttons] });
    }
    // Others read along: nobody's own menu is shown there.
    if (scope !== 'personal') return helpHereCard(chatLink ?? '');
    if (asked === undefined) return helpCard(actor, await services.settings.of(actor.tenant), services.backend);
    return (await onSomething(turn, asked)) ?? notFound();
  },
});

/** Help on what has no topic of its own: the list of commands, a group of examples, or one command. */
async function onSomething({ actor, commands, services }: Turn, asked: string): Promise<Card | undefined> {
  const settings = await services.settings.of(actor.tenant);
  const may = (right: Action, others: boolean) => mayAct(actor.role, right, { others, settings });
  const mine = commands.filter(
    (one) => one.listed !== false && isAble(one, services.backend) && (may(one.right, false) || may(one.right, true)),
  );
  const list = listWords.exec(asked.trim());
  if (list) return commandList(mine, { page: list[1], settings, others: (right) => may(right, true) });

  const group = findGroup(asked, services.backend);
  if (group && (may(group.right, false) || may(group.right, true)))
    return cards.commandList({
      ...{ title: group.title, commands: [...group.lines], paragraphs: [] },
      buttons: [
        ...helpGroups.filter((one) => one !== group).map(({ name, title }) => onTopic(title, name)),
        onTopic('All commands', 'commands'),
      ],
    });

  const named = mine.find((command) => phrasesOf(command).includes(asked.trim().toLowerCase()));
  return (
    named &&
    cards.helpTopic({
      title: capital(named.title),
      paragraphs: [named.help, `Say it like this: ${inQuotes(formsOf(named))}.`],
      buttons: [onTopic('All commands', 'commands')],
    })
  );
}

const onTopic = (title: string, topic: string): Button => ({ title, verb: 'help', data: { topic } });

function notFound(): Card {
  const paragraphs = [
    'There is no help on that.',
    `There is help on: ${helpTopics.map(({ name }) => name).join(', ')}.`,
  ];
  return cards.notice({
    ...{ title: 'Not found', paragraphs },
    buttons: [{ title: 'Help', verb: 'help', data: {} }, onTopic('All commands', 'commands')],
  });
}

/** An administrator has three times as many commands as everybody else, so there is a page for what each is about. */
const pages = ['For you', 'For other people', 'For your organization'] as const;

/** Everything that somebody can type, as it is declared: a page of it. */
function commandList(
  mine: readonly Command[],
  { page, settings, others }: { page?: string; settings: Settings; others: (right: Action) => boolean },
): Card {
  const filled = pages.filter((title) => mine.some((command) => pageOf(command, settings) === title));
  const shown = filled.find((title) => title.toLowerCase() === page?.toLowerCase()) ?? filled[0]!;
  const line = (command: Command) => {
    const forOthers = others(command.right) ? phraseWith(command, '{person}') : undefined;
    const form = forOthers ?? phraseWith(command, '{conferenceId}') ?? phraseWith(command, '{position}');
    // On the first page it is said for oneself before it is said for others.
    const forms = shown === pages[0] ? [command.title, ...(forOthers ? [forOthers] : [])] : [form ?? command.title];
    // Phrases have the short word, which the long one also means.
    const phrase = forms
      .map(formOf)
      .join(' · ')
      .replace(/\bmail(s?)\b/g, 'email$1');
    return { phrase, help: command.help };
  };
  return cards.commandList({
    // A single page needs no name.
    title:
      filled.length > 1 ? `What you can type: ${shown.charAt(0).toLowerCase()}${shown.slice(1)}` : 'What you can type',
    commands: mine.filter((command) => pageOf(command, settings) === shown).map(line),
    paragraphs: [`There is help on: ${helpTopics.map(({ name }) => name).join(', ')}.`],
    buttons: [
      ...filled.filter((title) => title !== shown).map((title) => onTopic(title, `commands ${title.toLowerCase()}`)),
      { title: 'Help', verb: 'help', data: {} },
    ],
  });
}

/**
 * The phrase of a command with this slot: one that names a number as well, one that is the title and the slot, or the
 * shortest.
 */
function phraseWith({ title, utterances }: Command, slot: string): string | undefined {
  const having = utterances.filter((phrase) => phrase.includes(slot));
  const called = [`${tidyText(title)} for ${slot}`, `${tidyText(title)} ${slot}`];
  const numbered = having.filter((phrase) => phrase.includes('{number}'));
  return [
    ...numbered,
    ...called.filter((phrase) => having.includes(phrase)),
    ...having.toSorted((one, other) => one.length - other.length),
  ][0];
}

function pageOf({ right }: Command, settings: Settings): (typeof pages)[number] {
  if (mayAct('user', right, { others: false, settings })) return pages[0];
  return rights[right].others === 'nobody' ? pages[2] : pages[1];
}
