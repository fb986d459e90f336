import { cleanedLine } from '../../base/cleaned';
import { truthOf } from '../headings';
import { notUnderstood, type Reading, saying } from './reading';

/** The service plan of Audio Conferencing (docs/audio-conferencing.md, section 4.6), and its name. */
const plan = { id: '3e26ee1f-8a5f-4d52-aee2-b81ce45c8f40', name: 'mcomeetadv' };

/**
 * Products by their ids, part numbers and names in English: whether Audio Conferencing is part of them (Microsoft,
 * "Product names and service plan identifiers for licensing"). What is on neither list is asked for, not guessed.
 */
const holding: readonly RegExp[] = [
  /^(?:0c266dff-15dd-4b49-8397-2bb16070ed52|06ebc4ee-1bb5-47dd-8120-11324bc54e06|c7df2760-2c81-4ef7-b578-5b5392b571df)$/,
  /^(?:mcomeetadv|mcomeetacp|microsoft_teams_audio_conferencing)/,
  /^(?:spe_e5|spe_e5_calling_minutes|enterprisepremium|enterprisepremium_(?:faculty|student)|m365edu_a5_(?:faculty|student)|m365_g5_gcc|enterprisepremium_gov)$/,
  /audio ?conferencing|audiokonferenz|audioconf[eé]ren|電話会議|音声会議/,
  /^(?:office|microsoft) 365 (?:enterprise )?e5$/,
  /^microsoft 365 [ea]5 with calling minutes/,
  /^(?:office|microsoft) 365 a5 for (?:faculty|students)$/,
  /^(?:office|microsoft) 365 (?:gcc )?g5$/,
  /^microsoft 365 business voice|^business_voice/,
];
const without: readonly RegExp[] = [
  /(?:without|ohne|sans|sin|no) (?:windows (?:and|und|et|y) )?(?:microsoft 365[ -])?(?:audio ?conf|audiokonf|conf[eé]ren)|_nopstnconf/,
  /^(?:26d45bd9-adf1-46cd-a9e1-51e9a5524128|05e9a617-0261-4cee-bb44-138d3ef5d965|6fd2c87f-b296-42f0-b197-1e91e994b900|18181a46-0d4e-45cd-891e-60aabd171b4e|f245ecc8-75af-4f8e-b61f-27d8114de5f3|cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46|f30db892-07e9-47e9-837c-80727f46fd3d)$/,
  /^(?:spe_e3|spe_f1|m365_f1|enterprisepack|standardpack|deskless(?:woff)?pack|spb|o365_business(?:_essentials|_premium)?|flow_free|power_bi_(?:standard|pro)|exchange(?:standard|enterprise|deskless)|ems|emspremium|aad_premium(?:_p2)?|intune_a|mcoev|visioclient|projectclient|teams_exploratory|windows_store|stream|powerapps_viral)$/,
  /^(?:office|microsoft) 365 (?:enterprise )?(?:e1|e2|e3|e4|f1|f2|f3|k1|a1|a3|g1|g3|gcc g1|gcc g3)\b(?!.*(?:voice|conferenc))/,
  /^microsoft 365 (?:apps for|business (?:basic|standard|premium))\b(?!.*voice)/,
  /^office 365 (?:business(?: essentials| premium)?)$/,
  /^microsoft 365 [aeg]5 (?:security|compliance|information protection|ediscovery|insider risk)/,
  /^microsoft 365 copilot|^enterprise mobility (?:and|&) security/,
  /^(?:exchange online|sharepoint online|onedrive|power bi|power automate|power apps|powerapps|flow free|visio|project|planner)\b/,
  /^microsoft (?:power bi|power automate|power apps|powerapps|flow|stream|intune|defender|entra|viva|fabric|planner|project|bookings|forms|whiteboard|dynamics)\b/,
  /^(?:microsoft )?(?:azure active directory|azure information protection|rights management|intune|windows|dynamics 365)\b/,
  /^(?:microsoft )?teams (?:premium|phone standard|exploratory|domestic calling plan|international calling plan)$/,
  /^(?:microsoft )?(?:phone system|communications? credits)$/,
];
/** They are for rooms, phones and other devices. */
const device =
  /teams rooms?\b|teams shared (?:device|space)|common area phone|phone resource account|virtual user|^(?:phonesystem_virtualuser|meeting_room|mcocap|mtr_prem|microsoft_teams_rooms|teams_rooms)/;

const none =
  /^(?:unlicensed|none|no licenses?|nicht lizenziert|keine|sans licence|aucune|sin licencia|ninguna|ライセンスなし|\[\])$/;

/** Text that a script wrote where a list was: what the list held is lost. */
const typeName = /^(?:system|microsoft)\.[\w.']+(?:\[|$)/i;

/** How products are told apart. */
export type Holds = (product: string) => boolean | 'device' | undefined;

/** As product names are compared: those of an account come with "contoso:" in front. */
const folded = (product: string): string =>
  cleanedLine(product)
    .toLowerCase()
    .replace(/^[\w-]+:(?=\w)/, '')
    .replace(/ \((?:nonprofit staff pricing|government pricing|non-profit pricing|trial)\)$/, '')
    .replace(/enterprise mobility \+ security/, 'enterprise mobility and security');

/**
 * @param hold products that hold Audio Conferencing, because somebody says so
 * @param lack products that do not, because somebody says so
 * @returns what tells products apart. Each name is looked at once.
 */
export function productsThat(hold: readonly string[], lack: readonly string[]): Holds {
  const said = new Map([
    ...lack.map((product) => [folded(product), false] as const),
    ...hold.map((product) => [folded(product), true] as const),
  ]);
  const known = new Map<string, ReturnType<Holds>>();
  return (product) => {
    const name = folded(product);
    if (known.has(name)) return known.get(name);
    const holds =
      said.get(name) ??
      (device.test(name)
        ? 'device'
        : without.some((one) => one.test(name))
          ? false
          : holding.some((one) => one.test(name)) || undefined);
    // A file with as many products as rows has something else in that column.
    if (known.size < 10_000) known.set(name, holds);
    return holds;
  };
}

/** `Licenses`: the names of products with `+`, `;` or `|` between them, or what Graph calls assignedLicenses. */
export function ofProducts(cell: string, holds: Holds): Reading | undefined {
  const text = cleanedLine(cell);
  if (text === '' || typeName.test(text)) return undefined;
  if (none.test(text.toLowerCase())) return saying('false');
  const products = productsIn(cell);
  const found = products.map((product) => holds(product));
  if (found.includes(true)) return saying('true');
  const unclear = products.filter((_, index) => found[index] === undefined);
  return unclear.length === 0 ? saying('false') : notUnderstood(unclearProduct, unclear);
}

/** Whether one of the products is for a room or another device, which is then no member. */
export const ofDevices = (cell: string, holds: Holds): Reading | undefined =>
  cell !== '' && productsIn(cell).some((product) => holds(product) === 'device') ? saying('resource') : undefined;

const unclearProduct = 'products that are known to have Audio Conferencing or not';

function productsIn(cell: string): string[] {
  const assigned = objectsIn(cell.trim());
  if (assigned)
    return assigned.flatMap((one) => {
      // The plan is switched off within the product.
      const off = listOf(one.disabledplans).some((id) => id.toLowerCase() === plan.id);
      const product = [one.skuid, one.skupartnumber, one.accountskuid].find((name) => typeof name === 'string');
      return off || typeof product !== 'string' ? [] : [product];
    });
  const bare = cleanedLine(cell).replace(/^[{[](.*)[}\]]$/, '$1');
  // Part numbers have no spaces: "contoso:ENTERPRISEPACK contoso:MCOMEETADV".
  if (/^(?:(?:[\w-]+:)?[A-Z][A-Z0-9]*(?:_\w+)*(?:\s+|$))+$/.test(bare)) return bare.split(/\s+/);
  return bare
    .replace(/enterprise mobility \+ security/gi, 'Enterprise Mobility and Security')
    .split(/\s*[+;|]\s*|,\s*/)
    .map((product) => product.replace(/^"(.*)"$/, '$1').trim())
    .filter((product) => product !== '');
}

/** `assignedPlans` of Graph, `AssignedPlan` of Teams: exactly what is switched on. */
export function ofPlans(cell: string): Reading | undefined {
  const text = cleanedLine(cell);
  if (text === '' || typeName.test(text)) return undefined;
  const assigned = objectsIn(cell.trim());
  if (assigned) {
    const on = assigned.some(
      (one) =>
        [one.serviceplanid, one.serviceplanname, one.capability, one.service]
          .map((name) => String(name).toLowerCase())
          .some((name) => name === plan.id || name === plan.name) &&
        // Warning is the time after the end of a subscription in which everything still works.
        /^(?:enabled|warning|undefined)$/i.test(String(one.capabilitystatus)),
    );
    return saying(String(on));
  }
  const found = [...text.matchAll(/[\w-]+/g)].some(([one]) => [plan.id, plan.name].includes(one.toLowerCase()));
  // The XML of older versions names each plan with its state.
  const state = /mcomeetadv"[^>]*capabilitystatus="(\w+)"|capabilitystatus="(\w+)"[^>]*mcomeetadv"/i.exec(text);
  return saying(String(found && (!state || /^(?:enabled|warning)$/i.test(state[1] ?? state[2]!))));
}

/** `FeatureTypes` of Get-CsOnlineUser. */
export function ofFeatures(cell: string): Reading | undefined {
  const text = cleanedLine(cell);
  if (text === '' || typeName.test(text)) return undefined;
  return saying(String(/\b(?:AudioConferencing|Conferencing_RequiresCommunicationCredits)\b/i.test(text)));
}

/** `isLicensed`: without any licence there is none of Audio Conferencing; which one it is it does not say. */
export const ofAnyLicence = (cell: string): Reading | undefined =>
  truthOf(cell) === false ? saying('false', 1) : undefined;

/** Objects of a JSON list, with their names in lower case; undefined for any other text. */
function objectsIn(text: string): Record<string, unknown>[] | undefined {
  if (!/^(?:\[\s*[\]{]|\{\s*")/.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return (Array.isArray(value) ? value : [value]).map((one) =>
      Object.fromEntries(
        Object.entries((one ?? {}) as Record<string, unknown>).map(([name, part]) => [name.toLowerCase(), part]),
      ),
    );
  } catch {
    return undefined;
  }
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
