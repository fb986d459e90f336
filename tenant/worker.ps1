# The worker of Dial-in Desk for Microsoft Teams: reads requests as lines of JSON and answers each with one line.
# For PowerShell 7.2 and later and the module MicrosoftTeams 7.8.0. tenant/teams-worker.ts starts it and speaks with it.
#
# First line in:   {"mark":"<32 hex digits>","tenant":"<id or empty>","environment":"<empty, TeamsGCCH, ...>"}
# First line out:  <mark>{"ready":true,"module":"7.8.0","ps":"7.6.1"}
# Requests:        {"id":7,"verb":"user","args":{"identity":"<object id or user principal name>"}}
# Answers:         <mark>{"id":7,"ok":true,"value":{...}}
#                  <mark>{"id":7,"ok":false,"error":{"kind":"...","type":"...","message":"...","code":"..."}}
#
# With "shape":true in a request the answer also has the names and types of what the cmdlet returned, without values.
# Data is only ever the value of a parameter: no text becomes a script. Nothing but answers is written anywhere.
# An older PowerShell must be able to read this file, so that it can be told which one is needed: no newer syntax.

$ErrorActionPreference = 'Stop'
# The functions of a module see only what is global.
$global:ProgressPreference = 'SilentlyContinue'
$global:WarningPreference = 'SilentlyContinue'
$global:InformationPreference = 'SilentlyContinue'
$global:VerbosePreference = 'SilentlyContinue'
$global:DebugPreference = 'SilentlyContinue'

$script:WorkerModule = 'MicrosoftTeams'
$script:WorkerVersion = '7.8.0'
$script:WorkerCode = 0
$script:WorkerMark = ''
$script:WorkerTenant = ''
$script:WorkerEnvironment = ''
$script:WorkerOut = $null

# Refuses a request. The kind tells the other side what it was.
function Stop-WorkerRequest {
    param([string] $Kind, [string] $Text)
    $refusal = [System.InvalidOperationException]::new($Text)
    $refusal.Data['DeskKind'] = $Kind
    throw $refusal
}

# One property as text, empty where there is none.
function Get-WorkerText {
    param($From, [string] $Name)
    if ($null -eq $From) { return '' }
    $found = $From.$Name
    if ($null -eq $found) { return '' }
    return "$($found)"
}

# A setting as it is: a number or a flag stays one.
function Get-WorkerSetting {
    param($From, [string] $Name)
    if (($null -ne $From) -and ($From.$Name -is [System.ValueType])) { return $From.$Name }
    return (Get-WorkerText -From $From -Name $Name)
}

# A text is no flag: 'False' would be true.
function Get-WorkerFlag {
    param($From, [string] $Name)
    return ((Get-WorkerText -From $From -Name $Name) -eq 'True')
}

# A phone number is a text or a number, or an object that has one.
function Get-WorkerNumber {
    param($From, [string] $Name)
    if ($null -eq $From) { return '' }
    $found = $From.$Name
    if ($null -eq $found) { return '' }
    if (($found -is [string]) -or ($found -is [System.ValueType])) { return "$($found)" }
    return (Get-WorkerText -From $found -Name 'Number')
}

# Several texts as a list.
function Get-WorkerTexts {
    param($From, [string] $Name)
    if ($null -eq $From) { return }
    foreach ($one in @($From.$Name)) { if ($null -ne $one) { "$($one)" } }
}

# Whether an argument was given. An empty text counts as none.
function Test-WorkerGiven {
    param($Given)
    return (($null -ne $Given) -and ("$($Given)" -ne ''))
}

function Test-WorkerAddress {
    param($Given)
    return (($Given -is [string]) -and ($Given.Length -le 254) -and ($Given -match '^[^\s@"<>;,]+@[^\s@"<>;,]+\z'))
}

function Test-WorkerNumber {
    param($Given)
    return (($Given -is [string]) -and ($Given -match '^\+?[0-9]{3,20}\z'))
}

# Somebody is named by object id or user principal name, never by a name that several people can have.
function Assert-WorkerIdentity {
    param($Given)
    $id = ($Given -is [string]) -and ($Given -match '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\z')
    if (-not ($id -or (Test-WorkerAddress $Given))) {
        Stop-WorkerRequest -Kind 'bad-request' -Text 'identity is neither an object id nor a user principal name'
    }
}

# Whether Connect-MicrosoftTeams takes a parameter beside tokens. Its documentation leaves that open.
function Test-WorkerBesideTokens {
    param([string] $Name)
    $command = Get-Command -Name 'Connect-MicrosoftTeams' -ErrorAction SilentlyContinue
    if ($null -eq $command) { return $false }
    foreach ($set in $command.ParameterSets) {
        $names = @($set.Parameters | ForEach-Object { $_.Name })
        if (($names -contains 'AccessTokens') -and ($names -contains $Name)) { return $true }
    }
    return $false
}

# The names and types of what a cmdlet returned.
function Get-WorkerShape {
    param($From)
    $shape = [ordered]@{}
    if ($null -eq $From) { return $shape }
    foreach ($property in $From.PSObject.Properties) {
        $type = "$($property.TypeNameOfValue)"
        try {
            if ($null -ne $property.Value) { $type = $property.Value.GetType().FullName }
        }
        catch { $type = 'unreadable' }
        $shape["$($property.Name)"] = $type
    }
    return $shape
}

function Get-WorkerUser {
    param($From)
    return [ordered]@{
        ConferenceId          = Get-WorkerText -From $From -Name 'ConferenceId'
        ServiceNumber         = Get-WorkerNumber -From $From -Name 'ServiceNumber'
        TollFreeServiceNumber = Get-WorkerNumber -From $From -Name 'TollFreeServiceNumber'
        DefaultTollNumber     = Get-WorkerNumber -From $From -Name 'DefaultTollNumber'
        DefaultTollFreeNumber = Get-WorkerNumber -From $From -Name 'DefaultTollFreeNumber'
        BridgeName            = Get-WorkerText -From $From -Name 'BridgeName'
    }
}

# The new PIN as text, because a leading zero belongs to it. A number has lost its leading zeros: it is taken only if it
# has as many digits as PINs have in this organization. Otherwise the PIN was not told.
function Get-WorkerPin {
    param($From)
    $pin = Get-WorkerText -From $From -Name 'LeaderPin'
    if (($pin -ne '') -and ($From.LeaderPin -is [System.ValueType])) {
        $settings = @(Get-CsOnlineDialInConferencingTenantSettings -ErrorAction Stop 6>$null)
        if ((Get-WorkerText -From $settings[0] -Name 'PinLength') -ne "$($pin.Length)") { return '' }
    }
    return $pin
}

# Changes one person. What was returned before an error counts: where there is a PIN, it was reset.
# Gives the object with the PIN, else the last one, else nothing.
function Set-WorkerUser {
    param($Splat)
    $kept = [System.Collections.ArrayList]::new()
    $pin = $null
    try {
        Set-CsOnlineDialInConferencingUser @Splat 6>$null | ForEach-Object { $null = $kept.Add($_) }
    }
    catch {
        $failure = $_
        foreach ($one in $kept) { if ("$($one.LeaderPin)" -ne '') { $pin = $one } }
        if (($null -eq $pin) -or -not $Splat.ContainsKey('ResetLeaderPin')) { throw $failure }
    }
    foreach ($one in $kept) { if ("$($one.LeaderPin)" -ne '') { $pin = $one } }
    if ($null -ne $pin) { return $pin }
    if ($kept.Count -gt 0) { return $kept[$kept.Count - 1] }
}

# Does what one request asks. Gives a table with the value, and with the object whose shape can be asked for.
function Invoke-WorkerVerb {
    param([string] $Verb, $Given)
    switch -CaseSensitive ($Verb) {
        'ping' {
            $process = [System.Diagnostics.Process]::GetCurrentProcess()
            return @{ value = [ordered]@{ memory = $process.WorkingSet64 }; raw = $null }
        }
        'connect' {
            if (-not ((Test-WorkerGiven $Given.graphToken) -and (Test-WorkerGiven $Given.teamsToken))) {
                Stop-WorkerRequest -Kind 'bad-request' -Text 'connect takes graphToken and teamsToken'
            }
            $tokens = @("$($Given.graphToken)", "$($Given.teamsToken)")
            $splat = @{ AccessTokens = $tokens; ErrorAction = 'Stop' }
            if (($script:WorkerTenant -ne '') -and (Test-WorkerBesideTokens 'TenantId')) {
                $splat['TenantId'] = $script:WorkerTenant
            }
            if (($script:WorkerEnvironment -ne '') -and (Test-WorkerBesideTokens 'TeamsEnvironmentName')) {
                $splat['TeamsEnvironmentName'] = $script:WorkerEnvironment
            }
            # The log of the module would lie on the disk, with what was asked.
            if (Test-WorkerBesideTokens 'LogLevel') { $splat['LogLevel'] = 'None' }
            $found = @(Connect-MicrosoftTeams @splat 6>$null)
            return @{ value = [ordered]@{ connected = $true }; raw = $found[0] }
        }
        'tenant' {
            $found = @(Get-CsOnlineDialInConferencingTenantSettings -ErrorAction Stop 6>$null)
            $value = [ordered]@{
                PinLength                      = Get-WorkerSetting -From $found[0] -Name 'PinLength'
                AutomaticallySendEmailsToUsers = Get-WorkerSetting -From $found[0] -Name 'AutomaticallySendEmailsToUsers'
            }
            return @{ value = $value; raw = $found[0] }
        }
        'user' {
            Assert-WorkerIdentity $Given.identity
            $found = @(Get-CsOnlineDialInConferencingUser -Identity $Given.identity -ErrorAction Stop 6>$null)
            if (($found.Count -eq 0) -or ($null -eq $found[0])) {
                Stop-WorkerRequest -Kind 'person-unknown' -Text 'Teams has no such person'
            }
            $value = Get-WorkerUser -From $found[0]
            return @{ value = $value; raw = $found[0] }
        }
        'reset-pin' {
            Assert-WorkerIdentity $Given.identity
            $splat = @{ Identity = $Given.identity; ResetLeaderPin = $true; Force = $true; ErrorAction = 'Stop' }
            if (Get-WorkerFlag -From $Given -Name 'sendEmail') { $splat['SendEmail'] = $true }
            if (Test-WorkerGiven $Given.to) {
                if (-not $splat.ContainsKey('SendEmail')) {
                    Stop-WorkerRequest -Kind 'bad-request' -Text 'to takes sendEmail'
                }
                if (-not (Test-WorkerAddress $Given.to)) {
                    Stop-WorkerRequest -Kind 'bad-request' -Text 'to is no email address'
                }
                $splat['SendEmailToAddress'] = $Given.to
            }
            $found = Set-WorkerUser -Splat $splat
            # From here on the PIN is reset, so nothing may fail: at worst the PIN is not told.
            $pin = ''
            try { $pin = Get-WorkerPin -From $found } catch { $pin = '' }
            return @{ value = [ordered]@{ LeaderPin = $pin }; raw = $found }
        }
        'set-number' {
            Assert-WorkerIdentity $Given.identity
            $splat = @{ Identity = $Given.identity; Force = $true; ErrorAction = 'Stop' }
            if (Test-WorkerGiven $Given.toll) {
                if (-not (Test-WorkerNumber $Given.toll)) {
                    Stop-WorkerRequest -Kind 'bad-request' -Text 'toll is no phone number'
                }
                $splat['ServiceNumber'] = $Given.toll
            }
            if (Test-WorkerGiven $Given.tollFree) {
                if (-not (Test-WorkerNumber $Given.tollFree)) {
                    Stop-WorkerRequest -Kind 'bad-request' -Text 'tollFree is no phone number'
                }
                $splat['TollFreeServiceNumber'] = $Given.tollFree
            }
            if (-not ($splat.ContainsKey('ServiceNumber') -or $splat.ContainsKey('TollFreeServiceNumber'))) {
                Stop-WorkerRequest -Kind 'bad-request' -Text 'set-number takes toll or tollFree'
            }
            $found = Set-WorkerUser -Splat $splat
            $value = [ordered]@{}
            try { $value = Get-WorkerUser -From $found } catch { $value = [ordered]@{} }
            return @{ value = $value; raw = $found }
        }
        'bridges' {
            $found = @(Get-CsOnlineDialInConferencingBridge -ErrorAction Stop 6>$null | Where-Object { $null -ne $_ })
            $list = @(foreach ($one in $found) {
                    [ordered]@{
                        Identity             = Get-WorkerText -From $one -Name 'Identity'
                        Name                 = Get-WorkerText -From $one -Name 'Name'
                        IsDefault            = Get-WorkerFlag -From $one -Name 'IsDefault'
                        DefaultServiceNumber = Get-WorkerNumber -From $one -Name 'DefaultServiceNumber'
                    }
                })
            return @{ value = $list; raw = $found[0] }
        }
        'numbers' {
            $found = @(
                Get-CsOnlineDialInConferencingServiceNumber -ErrorAction Stop 6>$null | Where-Object { $null -ne $_ }
            )
            $list = @(foreach ($one in $found) {
                    [ordered]@{
                        Number             = Get-WorkerNumber -From $one -Name 'Number'
                        Type               = Get-WorkerText -From $one -Name 'Type'
                        City               = Get-WorkerText -From $one -Name 'City'
                        IsShared           = Get-WorkerFlag -From $one -Name 'IsShared'
                        PrimaryLanguage    = Get-WorkerText -From $one -Name 'PrimaryLanguage'
                        SecondaryLanguages = @(Get-WorkerTexts -From $one -Name 'SecondaryLanguages')
                    }
                })
            return @{ value = $list; raw = $found[0] }
        }
        default { Stop-WorkerRequest -Kind 'unknown-verb' -Text 'there is no such verb' }
    }
}

# What the texts of Microsoft's errors mean. The first that fits counts.
$script:WorkerKinds = [ordered]@{
    'throttled'      = 'too many requests|throttl'
    'no-right'       = 'access.{0,10}denied|forbidden|insufficient privileges'
    'sign-in'        = 'unauthori[sz]ed|token.{0,60}(?:expired|invalid|not valid)|(?:expired|invalid).{0,30}token|' +
    'lifetime validation failed|Connect-MicrosoftTeams|session.{0,40}(?:expired|not connected|not established)'
    'person-unknown' = 'not ?found|could ?n.t (?:be found|find)|(?:can ?not|could not) (?:be found|find)|' +
    'does ?n.t exist|does not exist'
    'timeout'        = 'timed? ?-?out|(?:task|operation) was cancell?ed|bad gateway|ended prematurely|' +
    'connection.{0,40}(?:reset|closed|aborted)|while sending the request|broken pipe'
}
$script:WorkerStatusKinds = @{
    '401' = 'sign-in'; '403' = 'no-right'; '404' = 'person-unknown'; '429' = 'throttled'
    '408' = 'timeout'; '502' = 'timeout'; '504' = 'timeout'
}
# A call that could not be made as it is written here: another version of the module.
$script:WorkerMisfit = 'CommandNotFound|NamedParameterNotFound|ParameterArgument|AmbiguousParameterSet|MissingMandatory'

# The number of an answer over HTTP, from the exception itself. Empty where it has none.
function Get-WorkerStatus {
    param($Exception)
    try { if ($null -ne $Exception.StatusCode) { return "$([int] $Exception.StatusCode)" } } catch { $null = $_ }
    try {
        if ($null -ne $Exception.Response.StatusCode) { return "$([int] $Exception.Response.StatusCode)" }
    }
    catch { $null = $_ }
    return ''
}

function Get-WorkerKind {
    param([string] $Text, [string] $Code, [string] $Status, [string] $Verb)
    $person = @('user', 'reset-pin', 'set-number') -contains $Verb
    if ($Text -match 'disabled for Online Dial-In Conferencing') { return 'tenant-without-service' }
    if ($Code -match '^AADSTS') { return 'sign-in' }
    if ($script:WorkerStatusKinds.ContainsKey($Status)) {
        $kind = $script:WorkerStatusKinds[$Status]
        if ($person -or ($kind -ne 'person-unknown')) { return $kind }
    }
    # What is not found when a number is set may be the number.
    if (($Verb -eq 'set-number') -and ($Text -match 'number')) { $person = $false }
    foreach ($kind in $script:WorkerKinds.Keys) {
        if (($kind -eq 'person-unknown') -and -not $person) { continue }
        if ($Text -match $script:WorkerKinds[$kind]) { return $kind }
    }
    return 'failed'
}

# What an error says, without anything that could be a PIN, a number or a person. The kind is our own word for it.
function Get-WorkerFault {
    param($Record, [string] $Verb)
    $texts = @()
    $status = ''
    $own = ''
    $type = ''
    $exception = $Record.Exception
    for ($depth = 0; ($depth -lt 6) -and ($null -ne $exception); $depth++) {
        if ($type -eq '') { $type = $exception.GetType().FullName }
        if ($status -eq '') { $status = Get-WorkerStatus -Exception $exception }
        if (($null -ne $exception.Data) -and $exception.Data.Contains('DeskKind')) {
            $own = "$($exception.Data['DeskKind'])"
        }
        $texts += "$($exception.Message)"
        $exception = $exception.InnerException
    }
    if ($null -ne $Record.ErrorDetails) { $texts += "$($Record.ErrorDetails.Message)" }
    $text = ($texts -join ' ')

    if (($status -eq '') -and ($text -match '(?:status|http|response)[^0-9]{0,40}([45][0-9]{2})\b')) {
        $status = $Matches[1]
    }
    if (($status -eq '') -and ($text -match '\b([45][0-9]{2}) ?\(|\(([45][0-9]{2})\)')) {
        $status = "$($Matches[1])$($Matches[2])"
    }
    $code = $status
    if ($text -match 'AADSTS[0-9]{4,9}') { $code = $Matches[0] }
    $correlation = ''
    $guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
    if ($text -match "(?:correlation|request|trace)[\s_-]*id[^0-9a-z]{0,8}($guid)") { $correlation = $Matches[1] }

    $kind = $own
    if (($kind -eq '') -and ("$($Record.FullyQualifiedErrorId)" -match $script:WorkerMisfit)) { $kind = 'module' }
    if ($kind -eq '') { $kind = Get-WorkerKind -Text $text -Code $code -Status $status -Verb $Verb }

    $message = $text -replace '[^\s@"<>;,()]+@[^\s@"<>;,()]+', '(address)' -replace '[0-9]{3,}', '#' -replace '\s+', ' '
    if ($message.Length -gt 300) { $message = $message.Substring(0, 300) }
    return [ordered]@{ kind = $kind; type = $type; message = $message; code = $code; correlation = $correlation }
}

# One answer, in one line, or nothing where nobody listens any more.
function Write-WorkerLine {
    param($Answer)
    $json = ConvertTo-Json -InputObject $Answer -Depth 4 -Compress
    $script:WorkerOut.Write($script:WorkerMark + $json + "`n")
    $script:WorkerOut.Flush()
}

# Why there is no work to be done here. The other side tells the operator.
function Stop-Worker {
    param([string] $Kind, [string] $Text, $Found)
    $script:WorkerCode = 3
    $problem = [ordered]@{ kind = $Kind; type = ''; message = $Text; code = ''; found = @($Found) }
    Write-WorkerLine -Answer ([ordered]@{ ready = $false; error = $problem })
}

# Loads the module. Gives whether it is there in the version that this was written for.
function Import-WorkerModule {
    $name = $script:WorkerModule
    $version = $script:WorkerVersion
    try {
        Import-Module -Name $name -RequiredVersion $version -DisableNameChecking -ErrorAction Stop 6>$null | Out-Null
        return $true
    }
    catch {
        $fault = Get-WorkerFault -Record $_ -Verb ''
        $found = @()
        try {
            $found = @(Get-Module -ListAvailable -Name $name -ErrorAction Stop | ForEach-Object { "$($_.Version)" })
        }
        catch { $found = @() }
        if ($found.Count -eq 0) {
            Stop-Worker -Kind 'module-missing' -Text "$name is not installed" -Found @()
        }
        elseif (-not ($found -contains $version)) {
            Stop-Worker -Kind 'module-version' -Text "$name $version is needed" -Found $found
        }
        else {
            Stop-Worker -Kind 'module-failed' -Text "$($fault.message)" -Found $found
        }
        return $false
    }
}

function Start-Worker {
    # Our own streams: UTF-8 without a mark at the beginning, whatever this machine is set to.
    $utf8 = [System.Text.UTF8Encoding]::new($false)
    $reader = [System.IO.StreamReader]::new([Console]::OpenStandardInput(), $utf8)
    $script:WorkerOut = [System.IO.StreamWriter]::new([Console]::OpenStandardOutput(), $utf8)
    # What a module prints must not end up in the middle of an answer.
    [Console]::SetOut([System.IO.TextWriter]::Null)
    [Console]::SetError([System.IO.TextWriter]::Null)

    $line = $reader.ReadLine()
    if ($null -eq $line) { return }
    $hello = $null
    try { $hello = ConvertFrom-Json -InputObject $line } catch { $hello = $null }
    $script:WorkerMark = Get-WorkerText -From $hello -Name 'mark'
    $script:WorkerTenant = Get-WorkerText -From $hello -Name 'tenant'
    $script:WorkerEnvironment = Get-WorkerText -From $hello -Name 'environment'
    if (-not ($script:WorkerMark -match '^[0-9a-f]{32}\z')) {
        $script:WorkerCode = 2
        return
    }

    $ps = $PSVersionTable.PSVersion
    if (($ps.Major -lt 7) -or (($ps.Major -eq 7) -and ($ps.Minor -lt 2))) {
        Stop-Worker -Kind 'powershell-version' -Text 'PowerShell 7.2 or later is needed' -Found @("$ps")
        return
    }
    if (-not (Import-WorkerModule)) { return }
    $loaded = @(Get-Module -Name $script:WorkerModule)
    $module = Get-WorkerText -From $loaded[0] -Name 'Version'
    Write-WorkerLine -Answer ([ordered]@{ ready = $true; module = $module; ps = "$ps" })

    while ($true) {
        $line = $reader.ReadLine()
        if ($null -eq $line) { return }
        if ($line.Trim() -eq '') { continue }
        $id = $null
        $verb = ''
        $answer = $null
        try {
            $request = $null
            try { $request = ConvertFrom-Json -InputObject $line } catch { $request = $null }
            $line = ''
            if ($null -eq $request) { Stop-WorkerRequest -Kind 'bad-request' -Text 'the line is no JSON' }
            $id = $request.id
            $verb = $request.verb
            if (-not ($verb -is [string])) { Stop-WorkerRequest -Kind 'bad-request' -Text 'the verb is missing' }
            $got = @(Invoke-WorkerVerb -Verb $verb -Given $request.args)[-1]
            $answer = [ordered]@{ id = $id; ok = $true; value = $got['value'] }
            if (Get-WorkerFlag -From $request -Name 'shape') {
                try { $answer['shape'] = Get-WorkerShape -From $got['raw'] } catch { $answer['shape'] = [ordered]@{} }
            }
        }
        catch {
            $record = $_
            try { $problem = Get-WorkerFault -Record $record -Verb $verb }
            catch { $problem = [ordered]@{ kind = 'failed'; type = ''; message = ''; code = ''; correlation = '' } }
            $answer = [ordered]@{ id = $id; ok = $false; error = $problem }
        }
        Write-WorkerLine -Answer $answer
        # Errors are kept for people at a prompt. Here nobody reads them, and they may quote what was asked.
        $global:Error.Clear()
    }
}

try { $null = Start-Worker }
catch { $script:WorkerCode = 1 }
exit $script:WorkerCode
