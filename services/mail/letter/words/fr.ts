import type { MailWords } from './shape';

// There is a no-break space before each colon and inside quotation marks, as usual in French.

const makeUseless =
  'Pour rendre votre code PIN inutilisable sans attendre, ouvrez Dial-in Desk dans Teams et tapez « reset my PIN ».';
const fearForPin =
  'Si vous pensez que quelqu’un d’autre connaît votre code PIN, ouvrez Dial-in Desk dans Teams et tapez ' +
  '« reset my PIN ».';

const getPin =
  'Pour l’obtenir, ouvrez Dial-in Desk dans Teams : appuyez sur le bouton de la carte à ce sujet, si une carte vous ' +
  'y attend, ou tapez « reset my PIN ». Personne d’autre ne peut le voir.';

export const fr: MailWords = {
  service: 'Audioconférence',
  titles: {
    'enabled': 'L’audioconférence est activée pour vous',
    'disabled': 'L’audioconférence est désactivée pour vous',
    'pin-reset': 'Votre code PIN de conférence a été réinitialisé',
    'pin-waiting': 'Un nouveau code PIN de conférence vous est destiné',
    'pin-stopped': 'Votre code PIN de conférence ne fonctionne plus',
    'conference-id-reset': 'Vous avez un nouvel ID de conférence',
    'number-changed': 'Vos numéros d’accès ont changé',
    'conference-info': 'Vos informations de conférence',
    'nudge': 'Le support vous suggère de réinitialiser votre code PIN',
    'request': 'Une demande attend un administrateur',
    'objection': 'Une réinitialisation a été signalée',
  },
  greeting: (name) => (name ? `Bonjour ${name},` : 'Bonjour,'),
  sameId: 'Votre ID de conférence reste le même.',
  openings: {
    'enabled': [
      'L’audioconférence a été activée pour vous. D’autres personnes peuvent désormais participer à vos réunions ' +
        'par téléphone et, avec votre code PIN, vous pouvez en démarrer une par téléphone.',
    ],
    'disabled': [
      'L’audioconférence a été désactivée pour vous. Votre ID de conférence et votre code PIN ne fonctionnent ' +
        'plus : ils ne permettent plus à personne de participer à vos réunions par téléphone.',
      'Si vous en avez besoin, demandez à votre administrateur de la réactiver.',
    ],
    'pin-reset': [
      'Votre code PIN pour démarrer des réunions par téléphone a été réinitialisé. L’ancien code PIN ne fonctionne ' +
        'plus. Votre ID de conférence reste le même.',
    ],
    'pin-waiting': [
      `Un nouveau code PIN vous est destiné pour démarrer des réunions par téléphone. ${getPin}`,
      'Tant que vous n’avez pas le nouveau, votre code PIN actuel continue de fonctionner. Votre ID de conférence ' +
        'reste le même.',
    ],
    'pin-stopped': [
      `Votre code PIN pour démarrer des réunions par téléphone a été réinitialisé, et l’ancien ne fonctionne plus. ` +
        `Un nouveau vous est destiné. ${getPin}`,
      'Votre ID de conférence reste le même.',
    ],
    'conference-id-reset': [
      'Votre ID de conférence a été réinitialisé. L’ancien ID ne fonctionne plus : les personnes qui le saisissent ' +
        'au téléphone ne peuvent pas participer à vos réunions. Votre code PIN reste le même.',
    ],
    'number-changed': [
      'Les numéros par défaut à composer pour participer à vos réunions ont changé. Votre ID de conférence et votre ' +
        'code PIN restent les mêmes.',
    ],
    'conference-info': [
      'Voici ce qu’il faut pour participer à vos réunions par téléphone. Votre code PIN n’en fait pas partie : il ' +
        'n’est destiné qu’à vous.',
    ],
    'nudge': [
      'Le support vous suggère d’obtenir un nouveau code PIN pour démarrer des réunions par téléphone. Ouvrez Dial-in Desk dans Teams et tapez « reset my PIN ». Vous seul verrez le nouveau code, et personne ne vous le demandera.',
      'Rien n’a été modifié. Votre code PIN actuel fonctionne jusqu’à ce que vous le réinitialisiez.',
    ],
    'request': [
      'Quelqu’un de votre organisation demande ce que seul un administrateur peut faire. Pour en décider, ouvrez Dial-in Desk dans Teams et tapez « hello » : la demande s’affiche avec ses boutons. En ligne de commande, « requests list » l’affiche.',
      'Rien n’a encore été modifié. La demande reste ouverte pendant sept jours.',
    ],
    'objection': [
      'Quelqu’un de votre organisation ne s’attendait pas à la réinitialisation qu’un administrateur a faite pour lui. Pendant un jour, personne d’autre ne peut rien y réinitialiser.',
      'Pour savoir qui l’a faite, ouvrez Dial-in Desk dans Teams et tapez « audit ». Parlez aux deux.',
    ],
  },
  did: {
    byOther: (actor, when) => `${actor} l’a fait le ${when}.`,
    byReader: (when) => `C’est vous qui l’avez fait le ${when}.`,
  },
  asked: {
    byOther: (actor, when) => `${actor} vous a fait envoyer cet e-mail le ${when}.`,
    byReader: (when) => `Vous avez demandé cet e-mail le ${when}.`,
  },
  when: ({ day, time, zone }) => `${day} à ${time} (${zone})`,
  labels: {
    pin: 'Votre code PIN',
    conferenceId: 'ID de conférence',
    tollNumber: 'Numéro à composer',
    tollFreeNumber: 'Numéro gratuit',
  },
  noNumber: 'Aucun numéro à composer n’est encore défini pour votre organisation.',
  keepPin:
    'Gardez ce code PIN pour vous. Quiconque le possède peut démarrer vos réunions par téléphone, et aucun ' +
    'administrateur ne vous le demandera jamais.',
  withheld: {
    'owner': () =>
      'Il ne figure pas dans cet e-mail, car personne d’autre que vous ne peut voir votre code PIN. Pour en obtenir ' +
      'un nouveau, ouvrez Dial-in Desk dans Teams et tapez « reset my PIN ».',
    'not-by-mail': (actor) =>
      'Les codes PIN ne sont pas envoyés par e-mail dans votre organisation. ' +
      (actor
        ? `${actor} vous le remettra par un autre moyen. Vous pouvez aussi ouvrir Dial-in Desk dans Teams et taper ` +
          `« reset my PIN » pour en obtenir un nouveau.`
        : 'Pour en obtenir un nouveau, ouvrez Dial-in Desk dans Teams et tapez « reset my PIN ».'),
    'elsewhere': (actor) =>
      `Il a été envoyé à une autre adresse e-mail, indiquée par ${actor || 'la personne qui l’a réinitialisé'}. Si ` +
      `ce n’était pas convenu avec vous, obtenez-en un nouveau : ouvrez Dial-in Desk dans Teams et tapez « ` +
      `reset my PIN ».`,
    'untold': () =>
      'Il ne figure pas dans cet e-mail, car Microsoft Teams ne l’a pas communiqué à Dial-in Desk. Pour en obtenir un ' +
      'nouveau, ouvrez Dial-in Desk dans Teams et tapez « reset my PIN ».',
    'replaced': () =>
      'Il a de nouveau été réinitialisé entre-temps : le code PIN concerné par cet e-mail ne fonctionne plus.',
  },
  phone: {
    title: 'Pour démarrer une réunion par téléphone',
    steps: [
      'Composez le numéro.',
      'Saisissez l’ID de conférence, puis #.',
      'Lorsqu’il vous est demandé si vous organisez la réunion, appuyez sur *. Saisissez le code PIN, puis #.',
      'La réunion démarre. Appuyez sur *21 pour admettre les personnes qui patientent dans la salle d’attente.',
    ],
  },
  meetings: {
    title: 'Mettez à jour vos réunions existantes',
    paragraphs: ['Les invitations déjà envoyées ne changent pas d’elles-mêmes.'],
    steps: [
      'Dans votre calendrier Outlook ou Teams, ouvrez chaque réunion à venir que vous organisez. Si elle est ' +
        'périodique, ouvrez toute la série.',
      'Indiquez dans l’invitation l’ID de conférence et les numéros de cet e-mail, et retirez les anciens.',
      'Envoyez la mise à jour à toutes les personnes invitées.',
    ],
  },
  unexpected: {
    title: 'Si vous ne vous y attendiez pas',
    advice: {
      'enabled': `Prévenez vos administrateurs. ${makeUseless}`,
      'disabled': 'Prévenez vos administrateurs. Ils peuvent voir qui l’a désactivée et la réactiver.',
      'pin-reset': `Prévenez vos administrateurs. ${makeUseless}`,
      'pin-waiting': `Prévenez vos administrateurs. Personne n’a vu de nouveau code PIN à vous. ${fearForPin}`,
      'pin-stopped':
        'Prévenez vos administrateurs. Personne n’a vu de nouveau code PIN à vous, et l’ancien est déjà inutilisable.',
      'conference-id-reset': `Prévenez vos administrateurs avant d’envoyer de nouvelles invitations. ${fearForPin}`,
      'number-changed': `Prévenez vos administrateurs avant d’envoyer de nouvelles invitations. ${fearForPin}`,
      'conference-info': `Prévenez vos administrateurs. Rien n’a été modifié. ${fearForPin}`,
      'nudge': `Prévenez vos administrateurs. Rien n’a changé. ${fearForPin}`,
      'request':
        'Prévenez les autres administrateurs. Rien n’a été modifié, et rien ne se passe si personne ne décide.',
      'objection': 'Prévenez les autres administrateurs. Le journal d’audit indique qui l’a signalée.',
    },
  },
  openChat: 'Ouvrir Dial-in Desk dans Teams',
  organization: 'votre organisation',
  footer: (tenantName) => `Envoyé automatiquement par Dial-in Desk, le bot Teams d’audioconférence chez ${tenantName}.`,
};
