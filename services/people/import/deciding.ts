import { foldHeading } from '../headings';

/** What a column may decide about a person that nobody must misread. */
export type Decision = 'account' | 'licence' | 'kind';

const account =
  '(?:account|user|member|employ|sign|log[io]n|konto|benutzer|mitarbeiter|anmeld|compte|connexion|cuenta|sesion)';
const able = '(?:disabled|inactive|locked(?:out)?|deactivated|suspended|enabled|active|status)';

/** How a heading smells of it, folded, in the languages of our mails. */
const smells: Record<Decision, RegExp> = {
  account: new RegExp(
    [
      'block|gesperr|sperre|bloqu|deaktiviert|desactiv|deshabilit|inhabilit|inaktiv|suspend|ブロック|無効|有効',
      `^(?:is|account|user|log[io]n|signin)*${able}$`,
      `${account}.*(?:status|statut|aktiv)|(?:status|statut|etat|estado).*${account}|^accountstate$`,
      '(?:signin|log[io]n|anmeld|connexion|sesion).*(?:allow|enabl|erlaub|zugelass|autoris|permit)|^can(?:signin|log[io]n)$',
      '^(?:statut|etat|estado|active|actif|activo|habilitado|aktiv|aktiviert|状態)$|(?:アカウント|サインイン).*状態',
      '^(?:is)?(?:removed|terminated|archived)$|softdelet|geloscht$|^supprime|^eliminad|^削除|論理',
      '(?:zeit|date|horodatage|marca|fecha).*(?:losch|suppress|elimina)',
    ].join('|'),
  ),
  licence:
    /licen[csz]|lizenz|skupart|skuid|^skus?$|assignedplan|assignedproduct|serviceplan|audioconf|audiokonf|ライセンス|電話会議/,
  kind: /recipienttype|mailboxtype|accounttype|usertype|benutzertyp|kontotyp|postfachtyp|empfangertyp|typede(?:compte|boite|destinataire|lutilisateur)|tipode(?:cuenta|buzon|destinatario|usuario)|isresource|isshared|isroom|resourcetype|種類|タイプ/,
};
/** Columns of the usual exports that only sound like it. */
const harmless =
  /^(?:blockedsenders?hash|licensereconciliationneeded|indirectlicenseerrors?|msexchblockedsendershash|previousrecipienttypedetails|recipienttypedetailsprevious|licenseassignmentpolicy)$/;
/** Says again, in more words, what a column of licences says. */
const repeating = /^(?:licenseassignmentstates|licensedetails|licenseassignmentdetails)$/;

/** @returns what a column of this heading, which is not known, may decide */
export function mayDecide(heading: string, { licencesKnown }: { licencesKnown: boolean }): Decision | undefined {
  const folded = foldHeading(heading);
  if (harmless.test(folded) || (licencesKnown && repeating.test(folded))) return undefined;
  return (Object.keys(smells) as Decision[]).find((decision) => smells[decision].test(folded));
}
