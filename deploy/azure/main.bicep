// Dial-in Desk in Azure: a managed identity, the bot with its Teams channel, and the image in a container app.
// docs/deployment.md says what it needs. Deployed again, it changes what differs and leaves the rest.
targetScope = 'resourceGroup'

@description('The name of everything that is made here.')
@minLength(3)
@maxLength(24)
param name string = 'dial-in-desk'

@description('Where the container runs. The bot itself is global.')
param location string = resourceGroup().location

@description('The image with its tag, for example contoso.azurecr.io/dial-in-desk:0.2.0')
param image string

@description('The name of the container registry in this resource group that the image is in. Empty for a public one.')
param registryName string = ''

@description('Whom emails come from, for example: Dial-in Desk <dial-in-desk@contoso.example>')
param mailFrom string

@description('The MongoDB replica set, with user and password.')
@secure()
param mongodbUri string

@description('The keys that seal PINs, as "dialin-desk keys new" prints them.')
@secure()
param pinKeys string

@description('The mail server, with user and password.')
@secure()
param smtpUrl string

@description('F0 is free, and has limits. S1 has an agreement on its service.')
@allowed(['F0', 'S1'])
param botSku string = 'S1'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = if (!empty(registryName)) {
  name: empty(registryName) ? 'none' : registryName
}

// AcrPull: the identity may fetch images, and nothing else.
resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(registryName)) {
  name: guid(resourceGroup().id, name, 'AcrPull')
  scope: registry
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      '7f951dda-4ed3-4680-a7ca-43fe172d538d'
    )
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: name
  location: location
  properties: { sku: { name: 'PerGB2018' }, retentionInDays: 30 }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: name
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  dependsOn: [pull]
  properties: {
    environmentId: environment.id
    configuration: {
      ingress: { external: true, targetPort: 3978, transport: 'http', allowInsecure: false }
      registries: empty(registryName) ? [] : [{ server: '${registryName}.azurecr.io', identity: identity.id }]
      secrets: [
        { name: 'mongodb-uri', value: mongodbUri }
        { name: 'pin-keys', value: pinKeys }
        { name: 'smtp-url', value: smtpUrl }
      ]
    }
    template: {
      terminationGracePeriodSeconds: 35
      scale: { minReplicas: 2, maxReplicas: 4 }
      // Each secret is a file.
      volumes: [{ name: 'secrets', storageType: 'Secret' }]
      containers: [
        {
          name: 'bot'
          image: image
          resources: { cpu: json('0.5'), memory: '1Gi' }
          volumeMounts: [{ volumeName: 'secrets', mountPath: '/secrets' }]
          env: [
            { name: 'MicrosoftAppType', value: 'UserAssignedMSI' }
            { name: 'MicrosoftAppId', value: identity.properties.clientId }
            { name: 'MicrosoftAppTenantId', value: subscription().tenantId }
            { name: 'MAIL_FROM', value: mailFrom }
            { name: 'MONGODB_URI_FILE', value: '/secrets/mongodb-uri' }
            { name: 'PIN_KEYS_FILE', value: '/secrets/pin-keys' }
            { name: 'SMTP_URL_FILE', value: '/secrets/smtp-url' }
          ]
          probes: [
            { type: 'Startup', httpGet: { path: '/healthz', port: 3978 }, periodSeconds: 2, failureThreshold: 30 }
            { type: 'Liveness', httpGet: { path: '/healthz', port: 3978 }, periodSeconds: 10, failureThreshold: 6 }
            { type: 'Readiness', httpGet: { path: '/readyz', port: 3978 }, periodSeconds: 5, timeoutSeconds: 3 }
          ]
        }
      ]
    }
  }
}

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: name
  location: 'global'
  kind: 'azurebot'
  sku: { name: botSku }
  properties: {
    displayName: 'Dial-in Desk'
    endpoint: 'https://${app.properties.configuration.ingress.fqdn}/api/messages'
    msaAppType: 'UserAssignedMSI'
    msaAppId: identity.properties.clientId
    msaAppTenantId: subscription().tenantId
    msaAppMSIResourceId: identity.id
    disableLocalAuth: true
  }

  resource teams 'channels' = {
    name: 'MsTeamsChannel'
    location: 'global'
    properties: { channelName: 'MsTeamsChannel', properties: { isEnabled: true } }
  }
}

@description('MicrosoftAppId, for "dialin-desk manifest build" and for the command line.')
output BOT_ID string = identity.properties.clientId
output TENANT_ID string = subscription().tenantId
output BOT_ENDPOINT string = bot.properties.endpoint
