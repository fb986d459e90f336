import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleTenant } from '../../services/try-out/sample-people';
import { type CommandLine, type Ended, json, openCommandLine } from '../helpers/command-line';
import { person } from '../helpers/services';

/** Files as the admin centers, PowerShell and Microsoft Graph write them. */

let line: CommandLine;
beforeEach(async () => void (line = await openCommandLine()));
afterEach(() => line.close());

const guid = (number: number): string => `10000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
async function importing(text: string | Buffer, name = 'people.csv', ...options: string[]): Promise<Ended> {
  const path = join(line.folder, name);
  writeFileSync(path, text);
  return line.here(['people', 'import', path, ...options]);
}
const known = (id: string) => line.services.directory.byId(sampleTenant, id);
const save = (name: string, changes: object) => line.services.directory.save({ ...person(name), ...changes });
const errorLines = ({ errors }: Ended): string[] => errors.trimEnd().split('\n');
const totalsOf = (ended: Ended) => json<Record<string, number>>(ended);

describe('"Export users" of the Microsoft 365 admin center', () => {
  const header =
    'Block credential,City,CountryOrRegion,Department,DirSyncEnabled,Display name,Fax,First name,Last dirsync time,' +
    'Last name,Last password change time stamp,Licenses,Mobile Phone,Object Id,Office,Password never expires,' +
    'Phone number,Postal code,Preferred data location,Preferred language,Proxy addresses,Soft deletion time stamp,' +
    'StateOrProvince,Street address,Title,Usage location,User principal name,When created';
  const columns = header.split(',');
  const row = (number: number, cells: Record<string, string>): string =>
    columns
      .map((column) => {
        const usual: Record<string, string> = {
          'Block credential': 'False',
          'Object Id': guid(number),
          'Display name': `Person ${number}`,
          'User principal name': `p${number}@contoso.example`,
          'Licenses': 'Unlicensed',
        };
        return `"${cells[column] ?? usual[column] ?? ''}"`;
      })
      .join(',');

  test('the sign-in, the licence, the addresses and who was deleted are read', async () => {
    const alice = person('Alice');
    const ended = await importing(
      [
        header,
        row(1, { 'Block credential': 'True', 'Licenses': 'Microsoft 365 E5+Power BI Pro' }),
        row(2, { 'Proxy addresses': 'SMTP:p.two@contoso.example+smtp:a+b@contoso.example+SIP:p2@contoso.example' }),
        row(3, { Licenses: 'Enterprise Mobility + Security E3+Microsoft 365 Audio Conferencing' }),
        row(4, { Licenses: 'Office 365 E5 without Audio Conferencing+Enterprise Mobility + Security E5' }),
        row(5, { Licenses: 'Microsoft Teams Rooms Pro' }),
        row(6, { 'Soft deletion time stamp': '2026-03-18 19:49:35Z' }),
        row(0, {
          ...{ 'Object Id': alice.id, 'User principal name': alice.upn, 'Display name': alice.name },
          ...{ 'Licenses': 'Microsoft 365 E3', 'Soft deletion time stamp': '2026-03-18 19:49:35Z' },
        }),
      ].join('\r\n'),
    );
    expect([ended.code, totalsOf(ended)]).toEqual([
      0,
      expect.objectContaining({ rows: 7, added: 5, changed: 1, leftOut: 1, disabled: 1, wrong: 0, incomplete: 0 }),
    ]);
    expect(await known(guid(1))).toMatchObject({ accountEnabled: false, licensed: true });
    expect(await known(guid(2))).toMatchObject({
      ...{ accountEnabled: true, licensed: false },
      ...{ mail: 'p.two@contoso.example', aliases: ['a+b@contoso.example'] },
    });
    expect(await known(guid(3))).toMatchObject({ licensed: true });
    expect(await known(guid(4))).toMatchObject({ licensed: false, kind: 'member' });
    expect(await known(guid(5))).toMatchObject({ kind: 'resource', licensed: false });
    expect(await known(guid(6))).toBeUndefined();
    // What the empty cells would have emptied is there.
    expect(await known(alice.id)).toEqual({ ...alice, accountEnabled: false, licensed: false });
    expect(ended.errors).toMatch(/Left out: line 7: somebody who was deleted/);
    expect(ended.errors).not.toMatch(/Not read.*(?:Block|Licenses|Proxy|Soft)/);
  });

  test('of a product that is not known the licence stays, and the way on is told', async () => {
    const alice = person('Alice');
    const text = [
      header,
      row(1, { Licenses: 'Contoso Voice Bundle+Power BI Pro' }),
      row(2, { Licenses: 'Contoso Voice Bundle+Microsoft 365 E5' }),
      row(0, {
        ...{ 'Object Id': alice.id, 'User principal name': alice.upn, 'Display name': alice.name },
        ...{ Licenses: 'Contoso Voice Bundle' },
      }),
    ].join('\r\n');
    const ended = await importing(text);
    expect([ended.code, totalsOf(ended)]).toEqual([
      5,
      expect.objectContaining({ added: 2, unchanged: 1, incomplete: 2 }),
    ]);
    expect(ended.errors).toMatch(/^error row: line 2: licensed must be products of which it is known/m);
    expect(ended.errors).toContain(
      '"Contoso Voice Bundle" (2 rows). Run it again with --licensed-by or --not-licensed-by',
    );
    expect([(await known(guid(1)))?.licensed, (await known(guid(2)))?.licensed]).toEqual([false, true]);
    expect((await known(alice.id))?.licensed).toBe(true);

    const named = await importing(text, 'people.csv', '--licensed-by', 'contoso voice bundle');
    expect([named.code, (await known(guid(1)))?.licensed]).toEqual([0, true]);
    const without = await importing(text, 'people.csv', '--not-licensed-by', 'Contoso Voice Bundle');
    expect(without.code).toBe(0);
    expect([(await known(guid(1)))?.licensed, (await known(guid(2)))?.licensed]).toEqual([false, true]);
    expect((await importing(text, 'people.csv', '--licensed', 'all')).code).toBe(0);
    expect((await known(guid(1)))?.licensed).toBe(true);
    expect(await importing(text, 'people.csv', '--licensed', 'all', '--licensed-by', 'x')).toMatchObject({ code: 2 });
  });

  test.each([
    [
      'German',
      'Objekt-ID;Benutzerprinzipalname;Anzeigename;Vorname;Nachname;Anmeldeinformationen blockieren;Lizenzen;Proxyadressen;Bevorzugte Sprache',
      'WAHR',
    ],
    [
      'French',
      'ID d’objet;Nom d’utilisateur principal;Nom complet;Prénom;Nom de famille;Bloquer la connexion;Licences;Adresses proxy;Langue préférée',
      'VRAI',
    ],
    [
      'Spanish',
      'Id. de objeto;Nombre principal de usuario;Nombre para mostrar;Nombre de pila;Apellidos;Bloquear credencial;Licencias;Direcciones proxy;Idioma preferido',
      'VERDADERO',
    ],
    [
      'Japanese',
      'オブジェクト ID;ユーザー プリンシパル名;表示名;名;姓;資格情報のブロック;ライセンス;プロキシ アドレス;優先する言語',
      'はい',
    ],
  ])('with headings in %s', async (_language, header, yes) => {
    const ended = await importing(
      `\uFEFF${header}\r\n${guid(1)};p1@contoso.example;Zoë Łukasz;Zoë;Łukasz;${yes};Office 365 E5;SMTP:zoe@contoso.example;de-DE\r\n`,
    );
    expect([ended.code, ended.errors]).toEqual([0, '']);
    expect(await known(guid(1))).toMatchObject({
      ...{ name: 'Zoë Łukasz', givenName: 'Zoë', surname: 'Łukasz', mail: 'zoe@contoso.example' },
      ...{ accountEnabled: false, licensed: true, language: 'de-DE' },
    });
  });
});

test('"Download users" of Microsoft Entra', async () => {
  const ended = await importing(
    [
      'userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,department,accountEnabled,usageLocation,' +
        'streetAddress,state,country,officeLocation,city,postalCode,telephoneNumber,mobilePhone,alternateEmailAddress,' +
        'ageGroup,consentProvidedForMinor,legalAgeGroupClassification,companyName,creationType,directorySynced,' +
        'invitationState,identityIssuer,createdDateTime',
      `p1@contoso.example,Grady Archie,Archie,g@contoso.example,Grady,${guid(1)},Member,,,False,DE,,,,,,,,,,,,,,,,,,`,
      `pat_fabrikam.example#EXT#@contoso.example,Pat,,,,${guid(2)},Guest,,,True,DE,,,,,,,,,,,,,,,,Accepted,,`,
    ].join('\r\n'),
  );
  expect([ended.code, totalsOf(ended)]).toEqual([0, expect.objectContaining({ added: 2, unlicensed: 1 })]);
  expect(await known(guid(1))).toMatchObject({ accountEnabled: false, mail: 'g@contoso.example', kind: 'member' });
  expect(await known(guid(2))).toMatchObject({ kind: 'guest' });
  expect(ended.errors).toMatch(
    /The file says nothing about licences, and 1 member in it has none here: .*--licensed all/,
  );
});

describe('exports of Exchange', () => {
  const mailboxes = (...rows: string[]) =>
    [
      '"Name","DisplayName","Alias","UserPrincipalName","PrimarySmtpAddress","EmailAddresses","RecipientType",' +
        '"RecipientTypeDetails","ExternalDirectoryObjectId","Guid","Identity","Id","AccountDisabled","IsMailboxEnabled",' +
        '"IsResource","IsShared","ResourceType","ArchiveStatus","MailboxPlan","LitigationHoldEnabled","IsInactiveMailbox"',
      ...rows,
    ].join('\r\n');
  const mailbox = (number: number, type: string, { name = `n${number}`, disabled = 'False' } = {}) =>
    `"${name}","Person ${number}","alias${number}","p${number}@contoso.example","m${number}@contoso.example",` +
    `"SMTP:m${number}@contoso.example smtp:x${number}@contoso.example X500:/o=Contoso/cn=p SIP:p${number}@contoso.example",` +
    `"UserMailbox","${type}","${guid(number)}","${guid(900)}","${name}","${name}","${disabled}","True",` +
    `"${type === 'RoomMailbox' ? 'True' : 'False'}","False","","None","ExchangeOnlineEnterprise","False","False"`;

  test('a room is a resource, the system is left out, and DisplayName is the name', async () => {
    const ended = await importing(
      mailboxes(
        mailbox(1, 'UserMailbox', { name: '4711' }),
        mailbox(2, 'RoomMailbox'),
        mailbox(3, 'SharedMailbox'),
        mailbox(4, 'EquipmentMailbox'),
        mailbox(5, 'SchedulingMailbox'),
        mailbox(6, 'DiscoveryMailbox'),
        mailbox(7, 'GroupMailbox'),
        mailbox(8, 'MailContact'),
        mailbox(9, 'MailUniversalDistributionGroup'),
        mailbox(10, 'UserMailbox', { disabled: 'True' }),
        mailbox(11, 'HologramMailbox'),
      ),
    );
    expect([ended.code, totalsOf(ended)]).toEqual([
      5,
      expect.objectContaining({ rows: 11, added: 6, leftOut: 4, wrong: 1 }),
    ]);
    expect(await known(guid(1))).toMatchObject({
      ...{ name: 'Person 1', kind: 'member', mail: 'm1@contoso.example', upn: 'p1@contoso.example' },
      aliases: ['alias1', 'x1@contoso.example'],
    });
    for (const number of [2, 3, 4, 5]) expect(await known(guid(number))).toMatchObject({ kind: 'resource' });
    for (const number of [6, 7, 8, 9, 11]) expect(await known(guid(number))).toBeUndefined();
    expect(await known(guid(10))).toMatchObject({ accountEnabled: false });
    expect(ended.errors).toMatch(/Left out: line 7: no person, but a contact, a group or a mailbox of the system\./);
    expect(ended.errors).toMatch(/error row: line 12: kind must be a recipient type of Exchange/);
    const found = await line.services.directory.find(sampleTenant, 'x1@contoso.example');
    expect(found.id).toBe(guid(1));
  });

  test('addresses leave the aliases that are none, and the other way round', async () => {
    const alice = person('Alice');
    await save('Alice', { aliases: ['asmith', 'old@contoso.example'] });
    const row = (heading: string, cell: string) =>
      importing(
        `ExternalDirectoryObjectId,UserPrincipalName,DisplayName,${heading}\n${alice.id},${alice.upn},${alice.name},${cell}\n`,
      );
    await row('EmailAddresses', 'smtp:new@contoso.example');
    expect((await known(alice.id))?.aliases).toEqual(['asmith', 'new@contoso.example']);
    await row('MailNickname', 'alice');
    expect((await known(alice.id))?.aliases).toEqual(['alice', 'new@contoso.example']);
    for (const changed of [1, 0]) {
      expect(totalsOf(await row('MailNickname', 'new@contoso.example'))).toMatchObject({ changed });
      expect((await known(alice.id))?.aliases).toEqual(['new@contoso.example']);
    }
  });

  test('Get-User, where flags say what is disabled', async () => {
    const ended = await importing(
      [
        'Name,DisplayName,FirstName,LastName,UserPrincipalName,WindowsEmailAddress,RecipientTypeDetails,ExternalDirectoryObjectId,UserAccountControl,SKUAssigned',
        `n1,Grady Archie,Grady,Archie,p1@contoso.example,g@contoso.example,User,${guid(1)},"AccountDisabled, NormalAccount",True`,
        `n2,Two,,,p2@contoso.example,,UserMailbox,${guid(2)},NormalAccount,False`,
        `n3,Three,,,p3@contoso.example,,DisabledUser,${guid(3)},514,`,
      ].join('\n'),
    );
    expect(ended.code).toBe(0);
    expect(await known(guid(1))).toMatchObject({
      accountEnabled: false,
      givenName: 'Grady',
      mail: 'g@contoso.example',
    });
    expect(await known(guid(2))).toMatchObject({ accountEnabled: true, licensed: false });
    expect(await known(guid(3))).toMatchObject({ accountEnabled: false });
  });
});

describe('Get-CsOnlineUser', () => {
  test('Identity is the object id, Enabled is not about the account, and FeatureTypes says who is licensed', async () => {
    const ended = await importing(
      [
        'Identity,UserPrincipalName,DisplayName,Alias,SipAddress,Enabled,AccountEnabled,AccountType,FeatureTypes,EnterpriseVoiceEnabled,LineURI',
        `${guid(1)},p1@contoso.example,One,p.one,sip:one@contoso.example,False,True,User,"Teams, AudioConferencing, PhoneSystem",True,`,
        `${guid(2)},p2@contoso.example,Two,,sip:p2@contoso.example,True,False,User,"{Teams}",False,`,
        `${guid(3)},p3@contoso.example,Queue,,,True,True,ResourceAccount,"{VoiceApp}",False,`,
        `${guid(4)},p4@contoso.example,Four,,,True,True,IneligibleUser,,False,`,
      ].join('\n'),
    );
    expect([ended.code, totalsOf(ended)]).toEqual([0, expect.objectContaining({ added: 4 })]);
    expect(await known(guid(1))).toMatchObject({
      licensed: true,
      accountEnabled: true,
      aliases: ['p.one', 'one@contoso.example'],
    });
    expect(await known(guid(2))).toMatchObject({ licensed: false, accountEnabled: false, aliases: [] });
    expect(await known(guid(3))).toMatchObject({ kind: 'resource' });
    expect(await known(guid(4))).toMatchObject({ kind: 'member', licensed: false });
  });

  test('a distinguished name of an old version is told as that', async () => {
    const old =
      'Identity,UserPrincipalName,DisplayName\n"CN=5b8e2c1a-1111-4c4c-9c9c-000000000030,OU=x,DC=local",p1@contoso.example,One\n';
    const ended = await importing(old);
    expect([ended.code, ended.errors]).toEqual([
      5,
      expect.stringMatching(/line 2: id must be .*Get-CsOnlineUser.*before version 3\.0.*ObjectId/),
    ]);
  });

  test('AssignedPlan, as JSON and as names', async () => {
    const one = {
      ...{ Identity: guid(1), UserPrincipalName: 'p1@contoso.example', DisplayName: 'One' },
      AssignedPlan: [{ Capability: 'MCOMEETADV', CapabilityStatus: 'Enabled' }],
    };
    const off = {
      ...one,
      Identity: guid(2),
      UserPrincipalName: 'p2@contoso.example',
      AssignedPlan: [{ Capability: 'MCOMEETADV', CapabilityStatus: 'Deleted' }],
    };
    const names = {
      ...one,
      Identity: guid(3),
      UserPrincipalName: 'p3@contoso.example',
      AssignedPlan: ['MCOEV', 'MCOMEETADV'],
    };
    const ended = await importing(JSON.stringify([one, off, names]), 'users.json');
    expect([ended.code, ended.errors]).toEqual([0, '']);
    expect(await Promise.all([1, 2, 3].map(async (number) => (await known(guid(number)))?.licensed))).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('what decides something is not passed over', () => {
  const start = 'id,upn,name';
  const row = `${guid(1)},p1@contoso.example,One`;

  test.each([
    ['Status', 'whether an account is blocked'],
    ['Konto ist gesperrt', 'whether an account is blocked'],
    ['Is active', 'whether an account is blocked'],
    ['License type', 'who has a licence'],
    ['Status der Anmeldung', 'whether an account is blocked'],
    ['Zeitstempel der vorläufigen Löschung', 'whether an account is blocked'],
    ['Employee status', 'whether an account is blocked'],
    ['Sign-in allowed', 'whether an account is blocked'],
    ['État du compte Teams', 'whether an account is blocked'],
    ['Lizenzstatus', 'who has a licence'],
    ['Audio Conferencing plan', 'who has a licence'],
    ['Mailbox type', 'who is a guest or no person'],
  ])('a column "%s" stops the import', async (heading, what) => {
    const before = await line.dump();
    const text = `${start},${heading},City\n${row},x,Berlin\n`;
    const ended = await importing(text);
    expect([ended.code, ended.output]).toEqual([2, '']);
    expect(ended.errors).toContain(`error usage: the column "${heading}" may say ${what}, and is not known here.`);
    expect(ended.errors).toContain(`--ignore-column "${heading}"`);
    expect(await line.dump()).toBe(before);
    expect((await importing(text, 'people.csv', '--ignore-column', heading.toUpperCase())).code).toBe(0);
  });

  test('a column that should be left out must be there', async () => {
    const ended = await importing(`${start}\n${row}\n`, 'people.csv', '--ignore-column', 'Statsu');
    expect([ended.code, ended.errors]).toEqual([
      2,
      'error usage: the file has no column "Statsu" to leave out. Its headings are: id, upn, name. Nothing was changed.\n',
    ]);
  });

  test.each([
    ['AccountEnabled,Block credential', 'True,True', 'accountEnabled', 'AccountEnabled', 'Block credential'],
    ['licensed,Licenses', 'true,Microsoft 365 E3', 'licensed', 'licensed', 'Licenses'],
    ['kind,RecipientTypeDetails', 'member,RoomMailbox', 'kind', 'kind', 'RecipientTypeDetails'],
    ['mail,PrimarySmtpAddress', 'a@contoso.example,b@contoso.example', 'mail', 'mail', 'PrimarySmtpAddress'],
  ])('columns %s that contradict each other are told', async (headings, cells, field, one, other) => {
    const text = `${start},${headings}\n${row},${cells}\n`;
    const ended = await importing(text);
    expect([ended.code, await known(guid(1))]).toEqual([5, undefined]);
    expect(ended.errors).toContain(`line 2: ${field} must be the same in the columns "${one}" and "${other}"`);
    expect((await importing(text, 'people.csv', '--ignore-column', other)).code).toBe(0);
  });

  test('two columns of one name may both be there where they say the same', async () => {
    const text = (mail: string) => `${start},mail,E-Mail,Mail\n${row},a@contoso.example,,${mail}\n`;
    expect((await importing(text('b@contoso.example'))).errors).toContain(
      'line 2: mail must be the same in both columns that are called "Mail"; give one of them another name',
    );
    expect((await importing(text('A@contoso.example'))).code).toBe(0);
  });

  test('columns of the usual exports that only sound like it are passed over', async () => {
    const columns =
      'DirSyncEnabled,EnterpriseVoiceEnabled,OnPremEnterpriseVoiceEnabled,IsMailboxEnabled,ArchiveStatus,AuditEnabled,' +
      'LitigationHoldEnabled,EmailAddressPolicyEnabled,HiddenFromAddressListsEnabled,IsSipEnabled,ValidationStatus,' +
      'OverallProvisioningStatus,LicenseReconciliationNeeded,IndirectLicenseErrors,BlockedSendersHash,userState,' +
      'externalUserState,invitationState,state,StateOrProvince,UserCertificate,PasswordNeverExpires,usageLocation,' +
      'lastSignInDateTime,LastLogonTime,RetainDeletedItemsFor,employeeType,creationType,PreviousRecipientTypeDetails';
    const ended = await importing(
      `${start},licensed,${columns}\n${row},true${columns.replaceAll(/[^,]+/g, 'x').replace(/^/, ',')}\n`,
    );
    expect([ended.code, ended.errors]).toEqual([0, expect.stringMatching(/^Not read, [^\n]*\n$/)]);
  });

  test('part numbers, as Get-MsolUser and Graph have them', async () => {
    await importing(
      [
        'ObjectId,UserPrincipalName,DisplayName,IsLicensed,Licenses,BlockCredential',
        `${guid(1)},p1@contoso.example,One,True,contoso:ENTERPRISEPREMIUM contoso:FLOW_FREE,False`,
        `${guid(2)},p2@contoso.example,Two,True,{contoso:ENTERPRISEPREMIUM_NOPSTNCONF},True`,
        `${guid(3)},p3@contoso.example,Three,True,SPE_E3;MCOMEETADV,False`,
      ].join('\n'),
    );
    const licensed = await Promise.all([1, 2, 3].map(async (number) => (await known(guid(number)))?.licensed));
    expect(licensed).toEqual([true, false, true]);
    expect((await known(guid(2)))?.accountEnabled).toBe(false);
  });

  test('isLicensed says that there is a licence, and not which one', async () => {
    await importing(`${start},isLicensed\n${row},True\n${guid(2)},p2@contoso.example,Two,False\n`);
    expect((await known(guid(1)))?.licensed).toBe(false);
    const alice = person('Alice');
    await importing(`${start},isLicensed\n${alice.id},${alice.upn},${alice.name},True\n`);
    expect((await known(alice.id))?.licensed).toBe(true);
    await importing(`${start},isLicensed\n${alice.id},${alice.upn},${alice.name},False\n`);
    expect((await known(alice.id))?.licensed).toBe(false);
  });

  test('names of types, which a script wrote where a list was, say nothing', async () => {
    const alice = person('Alice');
    const ended = await importing(
      `Id,UserPrincipalName,DisplayName,AssignedLicenses,AssignedPlans,LicenseDetails\n${alice.id},${alice.upn},${alice.name},` +
        'Microsoft.Graph.PowerShell.Models.MicrosoftGraphAssignedLicense[],Microsoft.Graph.PowerShell.Models.MicrosoftGraphAssignedPlan[],\n' +
        `${guid(1)},p1@contoso.example,One,Microsoft.Graph.PowerShell.Models.MicrosoftGraphAssignedLicense[],,\n`,
    );
    expect([ended.code, totalsOf(ended)]).toEqual([
      0,
      expect.objectContaining({ unchanged: 1, added: 1, unlicensed: 1 }),
    ]);
    expect(ended.errors).toMatch(/The file says nothing about licences/);
  });

  test('the error for a missing column names the headings found and those that would do', async () => {
    const ended = await importing(`Object Id,Full email,City\n${guid(1)},p1@contoso.example,Berlin\n`);
    expect([ended.code, ended.errors]).toEqual([
      2,
      expect.stringMatching(
        /no column for: upn, name\. Its headings are: Object Id, Full email, City\. .*User principal name.*Display name.*Nothing was changed\.\n$/,
      ),
    ]);
  });
});

test('the id of Active Directory is not taken for that of Entra', async () => {
  const ended = await importing(
    `Enabled,Name,ObjectGUID,SamAccountName,UserPrincipalName\nTrue,One,${guid(1)},one,p1@contoso.example\n`,
  );
  expect([ended.code, ended.errors]).toEqual([
    2,
    expect.stringContaining('ObjectGUID and Guid are ids of Active Directory'),
  ]);
});

describe('JSON', () => {
  const people = [1, 2].map((number) => ({
    ...{ id: guid(number), userPrincipalName: `p${number}@contoso.example`, displayName: `Person [${number}] {"}` },
    ...{ mail: null, proxyAddresses: [`SMTP:m${number}@contoso.example`, 'sip:x@contoso.example'].slice(0, 1) },
    assignedPlans:
      number === 1 ? [{ servicePlanId: '3e26ee1f-8a5f-4d52-aee2-b81ce45c8f40', capabilityStatus: 'Warning' }] : [],
    assignedLicenses: [{ skuId: '05e9a617-0261-4cee-bb44-138d3ef5d965', disabledPlans: [] }].slice(0, number - 1),
  }));
  const answer = { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users', 'value': people };

  test.each([
    ['an array', JSON.stringify(people), 'people.json'],
    ['an array over several lines', JSON.stringify(people, null, 2), 'people.json'],
    ['an array in a file of lines', `\n${JSON.stringify(people)}\n`, 'people.jsonl'],
    ['an answer of Graph', JSON.stringify(answer), 'people.json'],
    ['an answer of Graph over several lines', JSON.stringify(answer, null, 4), 'people.json'],
    ['objects over several lines', people.map((one) => JSON.stringify(one, null, 2)).join('\n'), 'people.json'],
    ['lines', people.map((one) => JSON.stringify(one)).join('\r\n'), 'people.json'],
    ['lines in UTF-16', Buffer.from(`\uFEFF${JSON.stringify(people, null, 2)}`, 'utf16le'), 'people.json'],
  ])('as %s', async (_which, text, name) => {
    const ended = await importing(text, name);
    expect([ended.code, ended.errors, totalsOf(ended)]).toEqual([
      0,
      '',
      expect.objectContaining({ rows: 2, added: 2 }),
    ]);
    expect(await known(guid(1))).toMatchObject({ name: 'Person [1] {"}', mail: 'm1@contoso.example', licensed: true });
    expect(await known(guid(2))).toMatchObject({ licensed: false });
  });

  test('one page of several is told, and one that was cut off', async () => {
    const paged = { ...answer, '@odata.nextLink': 'https://graph.microsoft.com/v1.0/users?$skiptoken=x' };
    const { value, ...head } = paged;
    const first = await importing(JSON.stringify({ ...head, value }), 'people.json');
    expect([first.code, first.errors]).toEqual([0, expect.stringContaining('one page of an answer')]);
    const cut = await importing(JSON.stringify(people, null, 2).slice(0, -20), 'people.json');
    expect([cut.code, cut.errors]).toEqual([
      5,
      expect.stringMatching(/^error row: line \d+: row must be JSON; from here on no row was read\n/),
    ]);
    expect(totalsOf(cut)).toMatchObject({ rows: 2, unchanged: 1, wrong: 1 });
  });

  test('a property that may decide something stops the import, and a later row without a name is a wrong row', async () => {
    const status = await importing(JSON.stringify([{ ...people[0], blocked: true }]), 'people.json');
    expect([status.code, status.errors]).toEqual([
      2,
      expect.stringContaining('the column "blocked" may say whether an account is blocked'),
    ]);
    const nameless = await importing(
      JSON.stringify([people[0], { id: guid(2), upn: 'p2@contoso.example' }]),
      'people.json',
    );
    expect([nameless.code, totalsOf(nameless)]).toEqual([5, expect.objectContaining({ added: 1, wrong: 1 })]);
  });
});

describe('rows that are not as they should be', () => {
  const start = 'id,upn,name,mail,language,licensed';

  test('an unknown language and a row that is too short are told, and the rest is taken', async () => {
    const ended = await importing(
      [
        start,
        `${guid(1)},p1@contoso.example,One,p1@contoso.example,German,true`,
        `${guid(2)},p2@contoso.example,Two`,
        `${guid(3)},p3@contoso.example,Three,,xx-YY,true`,
      ].join('\n'),
    );
    expect([ended.code, totalsOf(ended)]).toEqual([5, expect.objectContaining({ added: 3, incomplete: 3, wrong: 0 })]);
    expect(errorLines(ended).filter((one) => one.startsWith('error'))).toEqual([
      expect.stringMatching(/^error row: line 2: language must be a language tag such as de-DE/),
      expect.stringMatching(/^error row: line 3: row must be 6 cells, as many as there are headings; it has 3/),
      expect.stringMatching(/^error row: line 4: language/),
    ]);
    expect(await known(guid(1))).toMatchObject({ licensed: true });
    expect(await known(guid(1))).not.toHaveProperty('language');
  });

  test('a row whose cells stand in the wrong columns, one with too many, and letters that were torn apart are refused', async () => {
    const before = await line.dump();
    const ended = await importing(
      [
        start,
        `${guid(1)},p1@contoso.example,One,de,true`,
        `${guid(2)},p2@contoso.example,Smith, Alice,a@contoso.example,de,true`,
        `${guid(3)},p3@contoso.example,JÃ¶rg MÃ¼ller,,,`,
        `${guid(4)},p4@contoso.example,D’Arcyâ€™s,,,`,
        `${guid(5)},p5@contoso.example,Å\u0081ukasz,,,`,
      ].join('\n'),
      'people.csv',
      '--what-if',
    );
    expect(await line.dump()).toBe(before);
    expect([ended.code, totalsOf(ended)]).toEqual([5, expect.objectContaining({ rows: 5, wrong: 5, added: 0 })]);
    expect(errorLines(ended).map((one) => /^error row: line (\d): row must be /.exec(one)?.[1])).toEqual([
      '2',
      '3',
      '4',
      '5',
      '6',
    ]);
    expect(ended.errors).toContain('("Ã¼" for "ü")');
  });

  test('names that only look unusual are names', async () => {
    const names = [
      'JOÃO SÃO',
      'Ångström',
      'Ægir Ñuñez',
      'RENÉ–MARIE “X”',
      'Îlot d’Été',
      'Ðorđe',
      'ÄÖÜ äöü',
      'Nguyễn Thị Ánh',
    ];
    const ended = await importing(
      [
        'id,upn,name,licensed',
        ...names.map((name, index) => `${guid(index)},p${index}@contoso.example,${name},true`),
      ].join('\n'),
    );
    expect([ended.code, ended.errors]).toEqual([0, '']);
  });
});
