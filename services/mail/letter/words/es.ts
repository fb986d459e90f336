import type { MailWords } from './shape';

const makeUseless = 'Para que su PIN deje de servir de inmediato, abra Dial-in Desk en Teams y escriba «reset my PIN».';
const fearForPin = 'Si cree que otra persona conoce su PIN, abra Dial-in Desk en Teams y escriba «reset my PIN».';

const getPin =
  'Para obtenerlo, abra Dial-in Desk en Teams: pulse el botón de la tarjeta correspondiente, si le espera una allí, ' +
  'o escriba «reset my PIN». Nadie más puede verlo.';

export const es: MailWords = {
  service: 'Audioconferencia',
  titles: {
    'enabled': 'La audioconferencia está activada para usted',
    'disabled': 'La audioconferencia está desactivada para usted',
    'pin-reset': 'Se ha restablecido su PIN de conferencia',
    'pin-waiting': 'Va a tener un nuevo PIN de conferencia',
    'pin-stopped': 'Su PIN de conferencia ya no funciona',
    'conference-id-reset': 'Tiene un nuevo ID de conferencia',
    'number-changed': 'Sus números de acceso han cambiado',
    'conference-info': 'Sus datos de conferencia',
    'nudge': 'El soporte le sugiere restablecer su PIN',
    'request': 'Una solicitud espera a un administrador',
    'objection': 'Se ha notificado un restablecimiento',
  },
  greeting: (name) => (name ? `Hola, ${name}:` : 'Hola:'),
  sameId: 'Su ID de conferencia sigue siendo el mismo.',
  openings: {
    'enabled': [
      'Se ha activado la audioconferencia para usted. Otras personas ya pueden unirse a sus reuniones por teléfono ' +
        'y, con su PIN, usted puede iniciar una por teléfono.',
    ],
    'disabled': [
      'Se ha desactivado la audioconferencia para usted. Su ID de conferencia y su PIN ya no funcionan, de modo que ' +
        'nadie puede unirse con ellos a sus reuniones por teléfono.',
      'Si la necesita, pida a su administrador que vuelva a activarla.',
    ],
    'pin-reset': [
      'Se ha restablecido el PIN con el que usted inicia reuniones por teléfono. El PIN anterior ya no funciona. Su ' +
        'ID de conferencia sigue siendo el mismo.',
    ],
    'pin-waiting': [
      `Va a tener un nuevo PIN para iniciar reuniones por teléfono. ${getPin}`,
      'Hasta que tenga el nuevo, su PIN actual sigue funcionando. Su ID de conferencia sigue siendo el mismo.',
    ],
    'pin-stopped': [
      `Se ha restablecido el PIN con el que usted inicia reuniones por teléfono, y el anterior ya no funciona. Va a ` +
        `tener uno nuevo. ${getPin}`,
      'Su ID de conferencia sigue siendo el mismo.',
    ],
    'conference-id-reset': [
      'Se ha restablecido su ID de conferencia. El ID anterior ya no funciona: quien lo introduzca por teléfono no ' +
        'podrá unirse a sus reuniones. Su PIN sigue siendo el mismo.',
    ],
    'number-changed': [
      'Han cambiado los números predeterminados a los que se llama para unirse a sus reuniones. Su ID de ' +
        'conferencia y su PIN siguen siendo los mismos.',
    ],
    'conference-info': [
      'Esto es lo que se necesita para unirse a sus reuniones por teléfono. Su PIN no se incluye: es solo para usted.',
    ],
    'nudge': [
      'El soporte le sugiere obtener un nuevo PIN para iniciar reuniones por teléfono. Abra Dial-in Desk en Teams y escriba «reset my PIN». Solo usted verá el nuevo PIN, y nadie se lo pedirá.',
      'No se ha cambiado nada. Su PIN actual funciona hasta que lo restablezca.',
    ],
    'request': [
      'Alguien de su organización pide algo que solo puede hacer un administrador. Para decidirlo, abra Dial-in Desk en Teams y escriba «hello»: la solicitud aparece con sus botones. En la línea de comandos la muestra «requests list».',
      'Todavía no se ha cambiado nada. La solicitud está abierta siete días.',
    ],
    'objection': [
      'Alguien de su organización no esperaba un restablecimiento que un administrador hizo para esa persona. Durante un día, nadie más puede restablecer nada suyo.',
      'Para saber quién lo hizo, abra Dial-in Desk en Teams y escriba «audit». Hable con ambas partes.',
    ],
  },
  did: {
    byOther: (actor, when) => `${actor} lo hizo el ${when}.`,
    byReader: (when) => `Lo hizo usted el ${when}.`,
  },
  asked: {
    byOther: (actor, when) => `${actor} hizo que se le enviara este correo el ${when}.`,
    byReader: (when) => `Usted pidió este correo el ${when}.`,
  },
  // It is "a la 1:05" but "a las 2:05". Without an article there is nothing to get wrong.
  when: ({ day, time, zone }) => `${day}, ${time} h (${zone})`,
  labels: {
    pin: 'Su PIN',
    conferenceId: 'ID de conferencia',
    tollNumber: 'Número al que llamar',
    tollFreeNumber: 'Número gratuito',
  },
  noNumber: 'Todavía no se ha establecido ningún número al que llamar para su organización.',
  keepPin:
    'No comparta el PIN. Quien lo tenga puede iniciar sus reuniones por teléfono, y ningún administrador se lo ' +
    'pedirá jamás.',
  withheld: {
    'owner': () =>
      'No figura en este correo, porque solo usted puede ver su PIN. Para obtener uno nuevo, abra Dial-in Desk en ' +
      'Teams y escriba «reset my PIN».',
    'not-by-mail': (actor) =>
      'En su organización, los PIN no se envían por correo. ' +
      (actor
        ? `${actor} se lo entregará por otro medio. También puede abrir Dial-in Desk en Teams y escribir «reset my ` +
          `PIN» para obtener uno nuevo.`
        : 'Para obtener uno nuevo, abra Dial-in Desk en Teams y escriba «reset my PIN».'),
    'elsewhere': (actor) =>
      `Se envió a otra dirección de correo, indicada por ${actor || 'quien lo restableció'}. Si no lo había ` +
      `acordado, obtenga uno nuevo: abra Dial-in Desk en Teams y escriba «reset my PIN».`,
    'untold': () =>
      'No figura en este correo, porque Microsoft Teams no se lo comunicó a Dial-in Desk. Para obtener uno nuevo, ' +
      'abra Dial-in Desk en Teams y escriba «reset my PIN».',
    'replaced': () =>
      'Entretanto se ha restablecido de nuevo, así que el PIN al que se refería este correo ya no funciona.',
  },
  phone: {
    title: 'Para iniciar una reunión por teléfono',
    steps: [
      'Llame al número.',
      'Introduzca el ID de conferencia y pulse #.',
      'Cuando se le pregunte si usted organiza la reunión, pulse *. Introduzca el PIN y pulse #.',
      'La reunión comienza. Pulse *21 para admitir a quienes esperan en la sala de espera.',
    ],
  },
  meetings: {
    title: 'Actualice sus reuniones existentes',
    paragraphs: ['Las invitaciones ya enviadas no cambian por sí solas.'],
    steps: [
      'En su calendario de Outlook o Teams, abra cada próxima reunión que usted organiza. Si se repite, abra ' +
        'toda la serie.',
      'Ponga en la invitación el ID de conferencia y los números de este correo, y quite los anteriores.',
      'Envíe la actualización a todas las personas invitadas.',
    ],
  },
  unexpected: {
    title: 'Si no lo esperaba',
    advice: {
      'enabled': `Avise a sus administradores. ${makeUseless}`,
      'disabled': 'Avise a sus administradores. Pueden ver quién la desactivó y volver a activarla.',
      'pin-reset': `Avise a sus administradores. ${makeUseless}`,
      'pin-waiting': `Avise a sus administradores. Nadie ha visto un nuevo PIN suyo. ${fearForPin}`,
      'pin-stopped': 'Avise a sus administradores. Nadie ha visto un nuevo PIN suyo, y el anterior ya no sirve.',
      'conference-id-reset': `Avise a sus administradores antes de enviar nuevas invitaciones. ${fearForPin}`,
      'number-changed': `Avise a sus administradores antes de enviar nuevas invitaciones. ${fearForPin}`,
      'conference-info': `Avise a sus administradores. No se ha cambiado nada. ${fearForPin}`,
      'nudge': `Avise a sus administradores. Nada ha cambiado. ${fearForPin}`,
      'request': 'Avise a los demás administradores. No se ha cambiado nada, y no ocurre nada si nadie decide.',
      'objection': 'Avise a los demás administradores. El registro de auditoría indica quién lo notificó.',
    },
  },
  openChat: 'Abrir Dial-in Desk en Teams',
  organization: 'su organización',
  footer: (tenantName) =>
    `Enviado automáticamente por Dial-in Desk, el bot de Teams para audioconferencias en ${tenantName}.`,
};
