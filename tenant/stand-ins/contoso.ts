import type { Person, Role } from '../../services/people/person';
import { samplePeople } from '../../services/try-out/sample-people';
import { conferencingPlan } from '../people';
import type { StandInRole, StandInUser } from './graph';

/** The group of the sample people whose members are auditors: what ROLE_GROUPS names. */
export const auditorsGroup = '00000000-0000-4000-8000-0000000000b1';

/** The directory roles by which the sample people have their roles: Teams and Helpdesk Administrator. */
const templates: Partial<Record<Role, string>> = {
  admin: '69091246-20e8-4a56-aa4d-066075b2a7a8',
  helpdesk: '729827e3-9c14-49f7-bb1b-9608f156bbb8',
};

/** A person as Microsoft Graph would tell them. */
export const userOf = (person: Person): StandInUser => ({
  id: person.id,
  userPrincipalName: person.upn,
  displayName: person.name,
  givenName: person.givenName,
  surname: person.surname,
  mail: person.mail ?? null,
  proxyAddresses: [...(person.mail ? [`SMTP:${person.mail}`] : []), `sip:${person.upn}`],
  userType: person.kind === 'guest' ? 'Guest' : 'Member',
  isResourceAccount: person.kind === 'resource',
  accountEnabled: person.accountEnabled,
  preferredLanguage: person.language ?? null,
  assignedPlans: person.licensed
    ? [{ servicePlanId: conferencingPlan, capabilityStatus: 'Enabled', service: 'MicrosoftCommunicationsOnline' }]
    : [],
});

/** The sample people as a tenant of Microsoft 365 would have them. */
export const contoso = () => ({
  users: samplePeople.map(userOf),
  roles: samplePeople.flatMap(({ id, role }): StandInRole[] => {
    const template = templates[role];
    return template ? [{ principalId: id, role: template }] : [];
  }),
  groups: { [auditorsGroup]: samplePeople.filter(({ role }) => role === 'auditor').map(({ id }) => id) },
});
