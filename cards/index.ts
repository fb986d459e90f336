import askAdmin from './asking/ask-admin.json';
import audit from './telling/audit.json';
import bulkForm from './asking/bulk-form.json';
import { type Button, card } from './card';
import chooseTemplate from './asking/choose-person.json';
import commandList from './telling/commands.json';
import conferenceIdOwner from './telling/conference-id-owner.json';
import conferenceIdReset from './telling/conference-id-reset.json';
import conferenceInfo from './telling/conference-info.json';
import confirm from './asking/confirm.json';
import confirmChoices from './asking/confirm-choices.json';
import confirmConferenceIdReset from './asking/confirm-conference-id-reset.json';
import confirmPinReset from './asking/confirm-pin-reset.json';
import confirmSendInfo from './asking/confirm-send-info.json';
import edit from './asking/edit.json';
import enabled from './telling/enabled.json';
import help from './telling/help.json';
import helpHere from './telling/help-here.json';
import helpTopic from './telling/help-topic.json';
import infoQueued from './telling/info-queued.json';
import mails from './telling/mails.json';
import notice from './telling/notice.json';
import noticeWithOffers from './asking/notice-with-offers.json';
import numbers from './telling/numbers.json';
import person from './telling/person.json';
import pinMasked from './telling/pin-masked.json';
import pinShownOnce from './telling/pin-shown-once.json';
import report from './telling/report.json';
import settings from './telling/settings.json';
import welcome from './telling/welcome.json';
import whoAmI from './telling/who-am-i.json';

/** The person a card is about, and whether that is the reader. */
interface Subject {
  name: string;
  upn: string;
  own: boolean;
}

/** What a caller needs, with numbers as shown and as dialled. An absent toll-free number is an empty text. */
interface Dialling {
  tollNumber: string;
  tollNumberToDial: string;
  tollFreeNumber: string;
  tollFreeNumberToDial: string;
  conferenceId: string;
}

/** A title that may name the person, and the line that says exactly who is meant; see `words/titles.ts`. */
interface Titled {
  title: string;
  who: string;
  own: boolean;
}

/** An offer. Its buttons carry nothing but `offer`. */
interface Offer {
  offer: string;
  /** The last moment at which it can be accepted: `17:51`. */
  until: string;
}

/** A button that accepts an offer in one of several ways. */
interface Choice {
  title: string;
  offer: string;
}

/** The same on a notice. */
interface NoticeChoice extends Choice {
  primary: boolean;
  /** Whether what was typed on the card goes along. */
  takesInput: boolean;
}

/** A card whose heading may stand above a larger line. That line may name somebody, which a heading cannot. */
interface Led {
  title: string;
  /** Empty if the heading is all there is. */
  lead: string;
  paragraphs: string[];
}

/** Words that several cards use; see `words/cards.ts`. */
interface Saying {
  mail: string;
}

/** An input on a card for editing. `value` is always a text; for a switch it is `on` or `off`. */
interface Input {
  id: string;
  label: string;
  kind: 'text' | 'number' | 'switch' | 'choice';
  value: string;
  least: number;
  most: number;
  choices: { title: string; value: string }[];
  /** What stands below it; perhaps empty. */
  hint: string;
}

/** A part of the settings in one line, and those of it that are not as they come. */
interface Section {
  title: string;
  summary: string;
  changed: string[];
  button: Button;
}

/** A line of the trail. `more` may be empty. */
interface AuditLine {
  time: string;
  text: string;
  refused: boolean;
  more: string;
}

/** What a person's card shows apart from the numbers. */
interface Sheet {
  /** Whether Audio Conferencing is on: an ID and a PIN are there to be seen. */
  on: boolean;
  role: string;
  /** What stands out about the person, a word or two each. */
  badges: string[];
  /** The colour of the sentence about the state. */
  tone: 'good' | 'warning' | 'attention' | 'emphasis';
  state: string;
  stateMore: string[];
  pinReset: string;
  changes: string[];
  /** What is folded away, and unfolds at a press. */
  facts: { label: string; value: string }[];
  mails: string[];
  primary: Button[];
  buttons: Button[];
  more: Button[];
  /** Whether it is all unfolded from the start. */
  open: boolean;
}

/** A number to dial, as shown and as dialled. */
interface Number {
  shown: string;
  toDial: string;
  note: string;
}

/** Stacked bars: a picture (a data address), and a text that says what it shows. */
interface Chart {
  title: string;
  picture: string;
  alternative: string;
}

/** Every card, each with its template and the shape of its data. */
export const cards = {
  confirmPinReset: card<Titled & Offer & Saying>(confirmPinReset),
  confirmConferenceIdReset: card<Titled & Offer & Saying>(confirmConferenceIdReset),
  confirmSendInfo: card<Subject & Offer & { address: string }>(confirmSendInfo),
  confirm: card<Omit<Subject, 'own'> & Offer & { title: string; paragraphs: string[]; button: string }>(confirm),
  confirmChoices: card<
    Omit<Subject, 'own'> & Offer & { title: string; paragraphs: string[]; asksReason: boolean; choices: Choice[] }
  >(confirmChoices),
  mails: card<
    Omit<Subject, 'own'> & {
      title: string;
      mails: { what: string; to: string; state: string; failed: boolean }[];
      paragraphs: string[];
      buttons: Button[];
    }
  >(mails),
  pinShownOnce: card<Titled & Dialling & Saying & { offer: string; pin: string; buttons: Button[] }>(pinShownOnce),
  pinMasked: card<Subject & { time: string; person: string }>(pinMasked),
  conferenceIdReset: card<Subject & Dialling & Saying & { buttons: Button[] }>(conferenceIdReset),
  conferenceInfo: card<Subject & Dialling & { locked: string; pinReset: string; buttons: Button[] }>(conferenceInfo),
  numbers: card<{ groups: { title: string; numbers: Number[] }[]; paragraphs: string[]; buttons: Button[] }>(numbers),
  settings: card<{ groups: Section[]; folded: Section[]; all: { line: string }[]; buttons: Button[] }>(settings),
  edit: card<
    Omit<Subject, 'own'> & {
      title: string;
      note: string;
      verb: string;
      data: Record<string, string>;
      back: string;
      fields: Input[];
    }
  >(edit),
  person: card<Subject & Dialling & Sheet>(person),
  enabled: card<Subject & Dialling & { paragraphs: string[]; buttons: Button[] }>(enabled),
  infoQueued: card<Subject & { address: string; buttons: Button[] }>(infoQueued),
  conferenceIdOwner: card<{ number: string; text: string; name: string; upn: string; buttons: Button[] }>(
    conferenceIdOwner,
  ),
  whoAmI: card<
    Omit<Subject, 'own'> & {
      locked: string;
      role: string;
      mail: string;
      may: string[];
      primary: Button[];
      buttons: Button[];
    }
  >(whoAmI),
  help: card<{
    /** Which backend it is. */
    backend: string;
    /** Buttons that take what was typed into the field along. Without any there is no field. */
    fieldButtons: Button[];
    paragraphs: string[];
    groups: { id: string; title: string; lines: { phrase: string; help: string }[] }[];
    topicRows: { buttons: Button[] }[];
    primary: Button[];
    buttons: Button[];
  }>(help),
  /** `chat` leads to the 1:1 chat. Where it is empty, the buttons stand for it. */
  helpHere: card<{ paragraphs: string[]; chat: string; buttons: Button[] }>(helpHere),
  commandList: card<{
    title: string;
    commands: { phrase: string; help: string }[];
    paragraphs: string[];
    buttons: Button[];
  }>(commandList),
  helpTopic: card<{ title: string; paragraphs: string[]; buttons: Button[] }>(helpTopic),
  welcome: card<{ backend: string; name: string; paragraphs: string[]; primary: Button[]; buttons: Button[] }>(welcome),
  audit: card<
    Omit<Subject, 'own'> & {
      title: string;
      count: string;
      days: { day: string; lines: AuditLine[] }[];
      paragraphs: string[];
      buttons: Button[];
    }
  >(audit),
  report: card<{
    title: string;
    paragraphs: string[];
    numbers: { count: string; what: string }[];
    charts: Chart[];
    refused: { label: string; value: string }[];
    tables: { id: string; title: string; lines: { label: string; value: string }[] }[];
    people: { label: string; value: string }[];
    buttons: Button[];
  }>(report),
  bulkForm: card<{ most: number; paragraphs: string[]; choices: { title: string; value: string }[]; action: string }>(
    bulkForm,
  ),
  choosePerson: card<{
    title: string;
    text: string;
    verb: string;
    people: { name: string; upn: string; button: string; data: Record<string, string> }[];
  }>(chooseTemplate),
  notice: card<{ title: string; paragraphs: string[]; buttons: Button[] }>(notice),
  noticeWithOffers: card<
    Led & {
      /** The label of a field for a reason; empty if there is none. */
      asks: string;
      choices: NoticeChoice[];
      buttons: Button[];
    }
  >(noticeWithOffers),
  askAdmin: card<Led & Offer & { asksTicket: boolean }>(askAdmin),
};
