import { cleanedLine } from '../base/cleaned';

/**
 * The one table of headings by which files of people are read: imports, and lists for a bulk change. A new one is added
 * here, folded as `foldHeading` does it. Headings are those of Entra ID, Microsoft Graph, Exchange, the admin centers
 * and Teams PowerShell, and those of the admin centers and Excel in the languages of our mails.
 */
export const headings = {
  id: [
    ...['id', 'objectid', 'userid', 'azureadobjectid', 'aadobjectid', 'entraobjectid', 'externaldirectoryobjectid'],
    ...['objektid', 'objektkennung', 'iddobjet', 'idobjet', 'iddelobjeto', 'iddeobjeto', 'iddobjeto', 'オブジェクトid'],
  ],
  upn: [
    ...['upn', 'userprincipalname', 'signinname', 'username', 'userlogin', 'memberobjectidorupn', 'loginname'],
    ...['benutzerprinzipalname', 'benutzername', 'anmeldename', 'nomdutilisateurprincipal', 'nomdutilisateur'],
    ...['nomprincipaldelutilisateur', 'nombreprincipaldeusuario', 'nombredeusuario', 'nombredeusuarioprincipal'],
    ...['ユーザープリンシパル名', 'ユーザー名'],
  ],
  mail: [
    ...['mail', 'email', 'emailaddress', 'mailaddress', 'primarysmtpaddress', 'windowsemailaddress', 'smtpaddress'],
    ...['emailadresse', 'mailadresse', 'adresseemail', 'adressedemessagerie', 'adresseelectronique', 'courriel'],
    ...['correo', 'correoelectronico', 'direcciondecorreoelectronico'],
    ...['メール', 'メールアドレス', '電子メール', '電子メールアドレス'],
  ],
  sip: ['sipaddress', 'sipuri', 'sipproxyaddress', 'primaryuseraddress', 'msrtcsipprimaryuseraddress', 'sipadresse'],
  aliases: ['aliases'],
  alias: ['alias', 'mailnickname', 'samaccountname'],
  /** All addresses of a mailbox: SMTP: before the first one, smtp: before the others, SIP: and others beside them. */
  addresses: [
    ...['proxyaddresses', 'emailaddresses', 'proxyadressen', 'emailadressen', 'adressesproxy', 'adressesdeproxy'],
    ...['direccionesproxy', 'direccionesdeproxy', 'プロキシアドレス'],
  ],
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
  displayName: [
    ...['displayname', 'fullname', 'anzeigename', 'nomcomplet', 'nomaafficher', 'nomdaffichage', 'nombreparamostrar'],
    ...['表示名'],
  ],
  name: ['name', 'nom', 'nombre', '名前', '氏名'],
  givenName: ['givenname', 'firstname', 'vorname', 'prenom', 'nombredepila', '名'],
  surname: ['surname', 'lastname', 'familyname', 'nachname', 'nomdefamille', 'apellido', 'apellidos', '姓'],
  kind: ['kind'],
  userType: ['usertype', 'benutzertyp', 'typedutilisateur', 'tipodeusuario', 'ユーザータイプ', 'ユーザーの種類'],
  recipientType: ['recipienttypedetails', 'recipienttype', 'msexchrecipienttypedetails'],
  /** What kind of account it is to Teams. */
  accountType: ['accounttype', 'interpretedusertype'],
  /** Yes for what is no person. */
  isResource: ['isresourceaccount', 'isresource', 'isshared', 'isroommailbox', 'issharedmailbox'],
  resourceType: ['resourcetype'],
  accountEnabled: ['accountenabled', 'kontoaktiviert', 'compteactive', 'cuentahabilitada', 'アカウントの有効化'],
  /** That of an account in Active Directory; Teams calls something else so. */
  enabled: ['enabled'],
  accountBlocked: [
    ...['blockcredential', 'blocksignin', 'signinblocked', 'accountdisabled', 'accountblocked', 'isblocked'],
    ...['anmeldungblockieren', 'anmeldungblockiert', 'anmeldeinformationenblockieren', 'anmeldeinformationenblockiert'],
    ...['anmeldeinformationensperren', 'kontogesperrt', 'kontodeaktiviert', 'bloquerlaconnexion', 'connexionbloquee'],
    ...['bloquerlesinformationsdidentification', 'bloquerlidentifiant', 'comptebloque', 'comptedesactive'],
    ...['bloquearcredencial', 'bloquearcredenciales', 'bloqueariniciodesesion', 'iniciodesesionbloqueado'],
    ...['cuentabloqueada', 'cuentadeshabilitada', '資格情報のブロック', 'サインインのブロック'],
  ],
  accountStatus: [
    ...['accountstatus', 'signinstatus', 'loginstatus', 'kontostatus', 'anmeldestatus', 'etatducompte'],
    ...['statutducompte', 'estadodelacuenta', 'estadodecuenta', 'アカウントの状態'],
  ],
  userAccountControl: ['useraccountcontrol'],
  /** When or whether the account was deleted. */
  deleted: [
    ...['softdeletiontimestamp', 'deleteddatetime', 'whensoftdeleted', 'deletiontimestamp', 'isinactivemailbox'],
    ...['issoftdeletedbydisable', 'issoftdeletedbyremove', 'isdeleted', 'deleted'],
    ...[
      'zeitstempelfurvorlaufigesloschen',
      'zeitstempelfurdasvorlaufigeloschen',
      'horodatagedelasuppressionreversible',
    ],
    ...['marcadetiempodeeliminaciontemporal', '論理的な削除のタイムスタンプ'],
  ],
  licensed: ['licensed', 'audioconferencing', 'audioconferencinglicense', 'audioconferencinglicence'],
  /** Whether there is a licence at all, whichever. */
  anyLicence: ['islicensed', 'skuassigned'],
  /** The names of products. */
  licences: [
    ...['licenses', 'licences', 'license', 'licence', 'assignedlicenses', 'assignedlicences', 'licenselist'],
    ...['productlicenses', 'assignedproducts', 'skupartnumber', 'skupartnumbers', 'lizenzen', 'lizenz'],
    ...['zugewiesenelizenzen', 'produktlizenzen', 'licencesattribuees', 'licencesaffectees', 'licencesdeproduit'],
    ...['licencias', 'licencia', 'licenciasasignadas', 'licenciasdeproducto', 'ライセンス', '割り当て済みライセンス'],
  ],
  /** The parts of products that are switched on. */
  plans: ['assignedplans', 'assignedplan', 'serviceplans'],
  /** What Teams makes of the plans. */
  features: ['featuretypes'],
  language: ['language', 'preferredlanguage', 'bevorzugtesprache', 'languepreferee', 'idiomapreferido', '優先する言語'],
  role: ['role'],
  protected: ['protected'],
} as const satisfies Record<string, readonly string[]>;
export type Heading = keyof typeof headings;

/**
 * How a heading is compared: its letters and digits, without accents, apostrophes or what stands in round brackets. The
 * templates of Entra ID have the name of the property in square brackets, which is the same in every language.
 */
export function foldHeading(heading: string): string {
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

/** What the columns are called without which nobody can be identified, for an error about a file that lacks one. */
export const wellKnown = {
  id: 'id, Object Id, ExternalDirectoryObjectId, Objekt-ID, ID d’objet, Id. de objeto',
  upn: 'upn, User principal name, Benutzerprinzipalname, Nom d’utilisateur principal, Nombre principal de usuario',
  name: 'name, Display name, Anzeigename, Nom complet, Nombre para mostrar',
} as const;

/** Columns that say who somebody is, the best first: several people may have the same name. */
export const identifying = [
  ...(['upn', 'mail', 'id', 'sip', 'alias', 'aliases', 'identity', 'displayName', 'name'] as const),
] as const satisfies Heading[];

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
