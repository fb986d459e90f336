import { cards } from '../../cards';
import { type Card } from '../../cards/card';
import { type CardName, type DataOf, samples } from './samples';

/** A sample, with the card that was made of it. */
export interface Example<Name extends CardName = CardName> {
  name: Name;
  data: DataOf<Name>;
  card: Card;
}

export const cardNames = Object.keys(cards) as CardName[];

/** Fills the template of a card whose name is only known at run time. */
export const fill = <Name extends CardName>(name: Name, data: DataOf<Name>): Card =>
  (cards[name] as (data: DataOf<Name>) => Card)(data);

export const examplesOf = <Name extends CardName>(name: Name): Example<Name>[] =>
  (samples[name] as DataOf<Name>[]).map((data) => ({ name, data, card: fill(name, data) }));
