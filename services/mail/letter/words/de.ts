import type { MailWords } from './shape';

const makeUseless =
  'Damit Ihre PIN sofort wertlos wird, öffnen Sie Dial-in Desk in Teams und schreiben Sie „reset my PIN“.';
const fearForPin =
  'Falls Sie meinen, dass jemand Ihre PIN kennt, öffnen Sie Dial-in Desk in Teams und schreiben Sie „reset my PIN“.';

const getPin =
  'Öffnen Sie dafür Dial-in Desk in Teams: Drücken Sie die Schaltfläche der Karte dazu, falls dort eine wartet, ' +
  'oder schreiben Sie „reset my PIN“. Niemand sonst kann die PIN sehen.';

export const de: MailWords = {
  service: 'Audiokonferenzen',
  titles: {
    'enabled': 'Audiokonferenzen sind für Sie eingeschaltet',
    'disabled': 'Audiokonferenzen sind für Sie ausgeschaltet',
    'pin-reset': 'Ihre Konferenz-PIN wurde zurückgesetzt',
    'pin-waiting': 'Sie sollen eine neue Konferenz-PIN bekommen',
    'pin-stopped': 'Ihre Konferenz-PIN gilt nicht mehr',
    'conference-id-reset': 'Sie haben eine neue Konferenz-ID',
    'number-changed': 'Ihre Einwahlnummern haben sich geändert',
    'conference-info': 'Ihre Konferenzdaten',
    'nudge': 'Der Helpdesk schlägt vor, Ihre PIN zurückzusetzen',
    'request': 'Eine Anfrage wartet auf die Administration',
    'objection': 'Ein Zurücksetzen wurde gemeldet',
  },
  greeting: (name) => (name ? `Guten Tag ${name},` : 'Guten Tag,'),
  sameId: 'Ihre Konferenz-ID bleibt gleich.',
  openings: {
    'enabled': [
      'Ihnen stehen jetzt Audiokonferenzen zur Verfügung. Andere können per Telefon an Ihren Besprechungen ' +
        'teilnehmen, und mit Ihrer PIN können Sie eine Besprechung selbst per Telefon starten.',
    ],
    'disabled': [
      'Ihre Audiokonferenzen wurden ausgeschaltet. Konferenz-ID und PIN gelten nicht mehr, sodass niemand damit per ' +
        'Telefon an Ihren Besprechungen teilnehmen kann.',
      'Wenn Sie Audiokonferenzen brauchen, bitten Sie Ihre Administration, sie wieder einzuschalten.',
    ],
    'pin-reset': [
      'Ihre PIN, mit der Sie Besprechungen per Telefon starten, wurde zurückgesetzt. Die alte PIN gilt nicht mehr. ' +
        'Ihre Konferenz-ID bleibt gleich.',
    ],
    'pin-waiting': [
      `Sie sollen eine neue PIN bekommen, mit der Sie Besprechungen per Telefon starten. ${getPin}`,
      'Bis Sie die neue haben, gilt Ihre jetzige PIN weiter. Ihre Konferenz-ID bleibt gleich.',
    ],
    'pin-stopped': [
      `Ihre PIN, mit der Sie Besprechungen per Telefon starten, wurde zurückgesetzt, und die alte gilt nicht mehr. ` +
        `Sie sollen eine neue bekommen. ${getPin}`,
      'Ihre Konferenz-ID bleibt gleich.',
    ],
    'conference-id-reset': [
      'Ihre Konferenz-ID wurde zurückgesetzt. Die alte Konferenz-ID gilt nicht mehr: Wer sie am Telefon eingibt, ' +
        'kann an Ihren Besprechungen nicht teilnehmen. Ihre PIN bleibt gleich.',
    ],
    'number-changed': [
      'Ihre Standardnummern, unter denen man sich in Ihre Besprechungen einwählt, haben sich geändert. Konferenz-ID ' +
        'und PIN bleiben gleich.',
    ],
    'conference-info': [
      'Sie finden hier, was man braucht, um per Telefon an Ihren Besprechungen teilzunehmen. Ihre PIN gehört nicht ' +
        'dazu; sie ist nur für Sie.',
    ],
    'nudge': [
      'Der Helpdesk schlägt vor, dass Sie sich eine neue PIN holen, mit der Sie Besprechungen per Telefon starten. Öffnen Sie Dial-in Desk in Teams und schreiben Sie „reset my PIN“. Die neue PIN sehen nur Sie, und niemand wird Sie danach fragen.',
      'Geändert wurde nichts. Ihre jetzige PIN gilt, bis Sie sie zurücksetzen.',
    ],
    'request': [
      'In Ihrer Organisation bittet jemand um etwas, das nur die Administration tun kann. Um zu entscheiden, öffnen Sie Dial-in Desk in Teams und schreiben „hello“: Dann erscheint die Anfrage mit ihren Schaltflächen. Auf der Befehlszeile zeigt sie „requests list“.',
      'Noch wurde nichts geändert. Die Anfrage ist sieben Tage lang offen.',
    ],
    'objection': [
      'In Ihrer Organisation hat jemand nicht erwartet, dass die Administration PIN oder Konferenz-ID für sie oder ihn zurücksetzt. Einen Tag lang kann dort niemand sonst etwas zurücksetzen.',
      'Wer es war, sehen Sie, wenn Sie im Chat mit Dial-in Desk „audit“ schreiben. Sprechen Sie mit beiden.',
    ],
  },
  did: {
    byOther: (actor, when) => `${actor} hat dies am ${when} getan.`,
    byReader: (when) => `Sie haben dies am ${when} selbst getan.`,
  },
  asked: {
    byOther: (actor, when) => `${actor} hat Ihnen diese E-Mail am ${when} senden lassen.`,
    byReader: (when) => `Sie haben diese E-Mail am ${when} angefordert.`,
  },
  when: ({ day, time, zone }) => `${day} um ${time} Uhr (${zone})`,
  labels: {
    pin: 'Ihre PIN',
    conferenceId: 'Konferenz-ID',
    tollNumber: 'Einwahlnummer',
    tollFreeNumber: 'Gebührenfreie Nummer',
  },
  noNumber: 'Für Ihre Organisation ist noch keine Einwahlnummer festgelegt.',
  keepPin:
    'Behalten Sie die PIN für sich. Wer sie hat, kann Ihre Besprechungen per Telefon starten, und niemand aus der ' +
    'Administration wird Sie je danach fragen.',
  withheld: {
    'owner': () =>
      'Sie steht nicht in dieser E-Mail, weil nur Sie Ihre PIN sehen dürfen. Für eine neue öffnen Sie Dial-in Desk ' +
      'in Teams und schreiben „reset my PIN“.',
    'not-by-mail': (actor) =>
      'PINs werden in Ihrer Organisation nicht per E-Mail verschickt. ' +
      (actor
        ? `Sie erhalten sie auf anderem Weg von ${actor}. Oder holen Sie sich selbst eine neue: Öffnen Sie Dial-in ` +
          `Desk in Teams und schreiben Sie „reset my PIN“.`
        : 'Für eine neue öffnen Sie Dial-in Desk in Teams und schreiben „reset my PIN“.'),
    'elsewhere': (actor) =>
      `Sie wurde an eine andere E-Mail-Adresse geschickt, die ${actor || 'die zurücksetzende Person'} angegeben ` +
      `hat. Falls das nicht mit Ihnen abgesprochen war, holen Sie sich eine neue: Öffnen Sie Dial-in Desk in Teams ` +
      `und schreiben Sie „reset my PIN“.`,
    'untold': () =>
      'Sie steht nicht in dieser E-Mail, weil Microsoft Teams sie Dial-in Desk nicht mitgeteilt hat. Für ' +
      'eine neue öffnen Sie Dial-in Desk in Teams und schreiben „reset my PIN“.',
    'replaced': () => 'Sie wurde inzwischen erneut zurückgesetzt; die PIN, um die es hier ging, gilt nicht mehr.',
  },
  phone: {
    title: 'So starten Sie eine Besprechung per Telefon',
    steps: [
      'Wählen Sie die Nummer.',
      'Geben Sie die Konferenz-ID ein, dann #.',
      'Wenn Sie gefragt werden, ob Sie die Besprechung organisieren, drücken Sie *. Geben Sie die PIN ein, dann #.',
      'Die Besprechung beginnt. Mit *21 lassen Sie alle herein, die im Wartebereich warten.',
    ],
  },
  meetings: {
    title: 'Aktualisieren Sie bestehende Besprechungen',
    paragraphs: ['Einladungen, die schon verschickt sind, ändern sich nicht von selbst.'],
    steps: [
      'Öffnen Sie im Kalender von Outlook oder Teams jede künftige Besprechung, die Sie organisieren. Wenn sie sich ' +
        'wiederholt, öffnen Sie die ganze Serie.',
      'Setzen Sie Konferenz-ID und Nummern aus dieser E-Mail in die Einladung ein, und entfernen Sie alte.',
      'Senden Sie die Aktualisierung an alle Eingeladenen.',
    ],
  },
  unexpected: {
    title: 'Falls Sie das nicht erwartet haben',
    advice: {
      'enabled': `Sagen Sie es Ihrer Administration. ${makeUseless}`,
      'disabled':
        'Sagen Sie es Ihrer Administration. Sie kann sehen, wer Audiokonferenzen ausgeschaltet hat, und sie wieder ' +
        'einschalten.',
      'pin-reset': `Sagen Sie es Ihrer Administration. ${makeUseless}`,
      'pin-waiting': `Sagen Sie es Ihrer Administration. Niemand hat eine neue PIN von Ihnen gesehen. ${fearForPin}`,
      'pin-stopped':
        'Sagen Sie es Ihrer Administration. Niemand hat eine neue PIN von Ihnen gesehen, und die alte ist ' +
        'schon wertlos.',
      'conference-id-reset': `Sagen Sie es Ihrer Administration, bevor Sie neue Einladungen senden. ${fearForPin}`,
      'number-changed': `Sagen Sie es Ihrer Administration, bevor Sie neue Einladungen senden. ${fearForPin}`,
      'conference-info': `Sagen Sie es Ihrer Administration. Geändert wurde nichts. ${fearForPin}`,
      'nudge': `Sagen Sie es Ihrer Administration. Es wurde nichts geändert. ${fearForPin}`,
      'request':
        'Sagen Sie es den anderen in der Administration. Geändert wurde nichts, und es geschieht nichts, wenn niemand entscheidet.',
      'objection': 'Sagen Sie es den anderen in der Administration. Im Audit-Protokoll steht, von wem die Meldung kam.',
    },
  },
  openChat: 'Dial-in Desk in Teams öffnen',
  organization: 'Ihrer Organisation',
  footer: (tenantName) =>
    `Automatisch gesendet von Dial-in Desk, dem Teams-Bot für Audiokonferenzen bei ${tenantName}.`,
};
