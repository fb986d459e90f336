import { cleanedLine } from '../base/cleaned';

/**
 * The one table of headings by which files of people are read: imports, and lists for a bulk change. A new one is added
 * here, folded as `foldHeading` does it. Headings are those of Entra ID, Microsoft Graph, Exchange, the admin centers
 * and Teams PowerShell, and those of the admin centers and Excel in the languages of our mails.
 */
export const headings = {
  id: [
    ...['id', 'objectid', 'userid', 'azureadobjectid', 'aadobjectid', 'entraobjectid', 'externaldirectoryobjectid'],
    ...['objektid', 'iddobjet', 'iddelobjeto', 'iddeobjeto', 'オブジェクトid'],
  ],
  upn: [
    ...['upn', 'userprincipalname', 'signinname', 'username', 'userlogin', 'memberobjectidorupn', 'loginname'],
    ...['benutzerprinzipalname', 'benutzername', 'anmeldename', 'nomdutilisateurprincipal', 'nomdutilisateur'],
    ...['nombreprincipaldeusuario', 'nombredeusuario', 'ユーザープリンシパル名', 'ユーザー名'],
  ],
  mail: [
    ...['mail', 'email', 'emailaddress', 'mailaddress', 'primarysmtpaddress', 'windowsemailaddress', 'smtpaddress'],
    ...['emailadresse', 'mailadresse', 'adresseemail', 'adressedemessagerie', 'adresseelectronique', 'courriel'],
    ...[
      'correo',
      'correoelectronico',
      'direcciondecorreoelectronico',
      'メール',
      'メールアドレス',
      '電子メール',
      '電子メールアドレス',
    ],
  ],
  sip: ['sipaddress', 'sipuri', 'sipproxyaddress', 'primaryuseraddress', 'msrtcsipprimaryuseraddress', 'sipadresse'],
  aliases: ['alias', 'aliases', 'mailnickname', 'samaccountname'],
  identity: [
    'identity',
    'user',
    'users',
    'person',
    'people',
    'member',
    'benutzer',
    'utilisateur',
    'usuario',
    'ユーザー',
  ],
  name: [
    'name',
    'displayname',
    'fullname',
    'anzeigename',
    'nomcomplet',
    'nomaafficher',
    'nombreparamostrar',
    'nom',
    'nombre',
    '表示名',
    '名前',
    '氏名',
  ],
  givenName: ['givenname', 'firstname', 'vorname', 'prenom', 'nombredepila', '名'],
  surname: ['surname', 'lastname', 'familyname', 'nachname', 'nomdefamille', 'apellido', 'apellidos', '姓'],
  kind: [
    'kind',
    'usertype',
    'recipienttypedetails',
    'benutzertyp',
    'typedutilisateur',
    'tipodeusuario',
    'ユーザータイプ',
  ],
  accountEnabled: ['accountenabled', 'enabled', 'kontoaktiviert', 'compteactive', 'cuentahabilitada'],
  accountBlocked: ['blockcredential', 'blocksignin', 'anmeldungblockieren', 'bloquerlaconnexion'],
  licensed: ['licensed', 'islicensed'],
  language: ['language', 'preferredlanguage', 'bevorzugtesprache', 'languepreferee', 'idiomapreferido', '優先する言語'],
  role: ['role'],
  protected: ['protected'],
} as const satisfies Record<string, readonly string[]>;
export type Heading = keyof typeof headings;

/**
 * How a heading is compared: its letters and digits, without accents, apostrophes or what stands in round brackets. The
 * templates of Entra ID have the name of the property in square brackets, which is the same in every language.
 */
function foldHeading(heading: string): string {
  const line = cleanedLine(heading);
  const property = /\[([A-Za-z]+)\]/.exec(line)?.[1];
  return (property ?? line.replace(/\([^()]*\)/g, ''))
    .toLowerCase()
    .normalize('NFD')
    .replace(/(?<=[a-z])\p{Mn}/gu, '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const byName = new Map(
  (Object.entries(headings) as [Heading, readonly string[]][]).flatMap(([heading, names]) =>
    names.map((name) => [name, heading] as const),
  ),
);

/** What a column of this heading holds; undefined if it is not known. */
export function headingOf(text: string): Heading | undefined {
  const found = byName.get(foldHeading(text));
  // The template of Entra ID asks whether to block the sign-in, and calls that property accountEnabled all the same.
  return found === 'accountEnabled' && /^block/i.test(cleanedLine(text)) ? 'accountBlocked' : found;
}

/** Columns that say who somebody is, the best first: several people may have the same name. */
export const identifying = ['upn', 'mail', 'id', 'sip', 'aliases', 'identity', 'name'] as const satisfies Heading[];

/** A line above the headings, which is no row: Export-Csv of Windows, Excel and the templates of Entra ID write one. */
export const isPreamble = (line: string): boolean => /^"?(?:#TYPE\b|sep=.?"?$|version:)/i.test(line.trim());

/** The row that shows how a template of Entra ID is filled in. */
export const isExample = (firstCell: string): boolean =>
  /^(?:example|beispiel|exemple|ejemplo|例)\s*[:：]/i.test(firstCell.trim());

/** What somebody would write in a column that is known, for an error about one that is not. */
export const knownHeadings = 'UserPrincipalName, Mail, ObjectId, SipAddress, Alias, User or Name';

const truths = new Map<string, boolean>([
  ...['true', 'yes', '1', 'wahr', 'ja', 'vrai', 'oui', 'verdadero', 'si', 'sí', 'はい', '真'].map(
    (word) => [word, true] as const,
  ),
  ...['false', 'no', '0', 'falsch', 'nein', 'faux', 'non', 'falso', 'いいえ', '偽'].map(
    (word) => [word, false] as const,
  ),
]);

/** A cell that says yes or no, as Excel writes it in the languages of our mails; undefined for anything else. */
export const truthOf = (cell: string): boolean | undefined => truths.get(cleanedLine(cell).toLowerCase());
