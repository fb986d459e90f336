import { ofFeatures, ofPlans, ofProducts, productsThat } from '../../../../services/people/import/licences';

const holds = productsThat([], []);

test.each([
  ['Microsoft 365 E5', true],
  ['MICROSOFT 365 E5', true],
  ['Office 365 E5', true],
  ['Office 365 Enterprise E5', true],
  ['Microsoft 365 E5 (Nonprofit Staff Pricing)', true],
  ['Microsoft 365 A5 for faculty', true],
  ['Microsoft 365 Audio Conferencing', true],
  ['Microsoft 365-Audiokonferenz', true],
  ['Microsoft Teams Audio Conferencing with dial-out to USA/CAN', true],
  ['Microsoft 365 Business Voice', true],
  ['contoso:MCOMEETADV', true],
  ['SPE_E5', true],
  ['06ebc4ee-1bb5-47dd-8120-11324bc54e06', true],
  ['Office 365 E5 Without Audio Conferencing', false],
  ['Microsoft 365 E5 without Audio Conferencing', false],
  ['Microsoft 365 E5 Developer (without Windows and Audio Conferencing)', false],
  ['Office 365 E5 ohne Audiokonferenz', false],
  ['ENTERPRISEPREMIUM_NOPSTNCONF', false],
  ['Microsoft 365 E5 Security', false],
  ['Microsoft 365 E5 Compliance', false],
  ['Enterprise Mobility + Security E5', false],
  ['Microsoft 365 E3', false],
  ['Microsoft 365 F3', false],
  ['Microsoft 365 Business Premium', false],
  ['Microsoft 365 Copilot', false],
  ['Power BI Pro', false],
  ['Exchange Online (Plan 2)', false],
  ['Microsoft Teams Phone Standard', false],
  ['Microsoft Teams Premium', false],
  ['Microsoft Teams Rooms Pro', 'device'],
  ['Microsoft Teams Shared Devices', 'device'],
  ['Microsoft Teams Phone Resource Account', 'device'],
  // Nobody here knows for sure, so nobody says so.
  ['Microsoft 365 E5 (no Teams)', undefined],
  ['Microsoft Teams Enterprise', undefined],
  ['Microsoft Teams Phone with Calling Plan', undefined],
  ['Microsoft 365 E7', undefined],
  ['Contoso Voice', undefined],
  ['E5', undefined],
])('%s: %s', (product, expected) => expect(holds(product)).toBe(expected));

test('what somebody names goes before what is known', () => {
  const named = productsThat(['Contoso  Voice'], ['Microsoft 365 E5']);
  expect(['contoso voice', 'Microsoft 365 E5', 'Office 365 E5'].map(named)).toEqual([true, false, true]);
});

test.each([
  ['Unlicensed', 'false'],
  ['Nicht lizenziert', 'false'],
  ['Microsoft 365 E3+Microsoft 365 Audio Conferencing', 'true'],
  ['Microsoft 365 E3; Contoso Voice; Office 365 E5', 'true'],
  ['Microsoft 365 E3 + Power BI Pro', 'false'],
  ['{Office 365 E5, Power BI Pro}', 'true'],
  [JSON.stringify([{ skuId: '0c266dff-15dd-4b49-8397-2bb16070ed52', disabledPlans: [] }]), 'true'],
  [
    JSON.stringify([
      {
        skuId: '06ebc4ee-1bb5-47dd-8120-11324bc54e06',
        disabledPlans: ['3e26ee1f-8a5f-4d52-aee2-b81ce45c8f40'],
      },
    ]),
    'false',
  ],
  ['[]', 'false'],
])('%s is %s', (cell, value) => expect(ofProducts(cell, holds)?.value).toBe(value));

test('names of types say nothing, and products that are not known are named', () => {
  for (const cell of ['', 'System.Object[]', 'System.Collections.Generic.List`1[System.String]'])
    for (const read of [(text: string) => ofProducts(text, holds), ofPlans, ofFeatures])
      expect(read(cell)).toBeUndefined();
  expect(ofProducts('Contoso Voice+Power BI Pro+Contoso Fax', holds)).toMatchObject({
    products: ['Contoso Voice', 'Contoso Fax'],
  });
});

test.each([
  [JSON.stringify([{ servicePlanId: '3E26EE1F-8a5f-4d52-aee2-b81ce45c8f40', capabilityStatus: 'Enabled' }]), 'true'],
  [JSON.stringify([{ servicePlanId: '3e26ee1f-8a5f-4d52-aee2-b81ce45c8f40', capabilityStatus: 'Suspended' }]), 'false'],
  [JSON.stringify([{ servicePlanId: '57ff2da0-773e-42df-b2af-ffb7a2317929', capabilityStatus: 'Enabled' }]), 'false'],
  ['MCOEV; MCOMEETADV', 'true'],
  ['{MCOEV, TEAMS1}', 'false'],
  ['<Plan Capability="MCOMEETADV" CapabilityStatus="Deleted"/>', 'false'],
])('the plans %s: %s', (cell, value) => expect(ofPlans(cell)?.value).toBe(value));
