# Installs the latest altavoce for this user, with what lies beside it:
#   irm https://github.com/altavoce/altavoce/releases/latest/download/install.ps1 | iex
# The program goes to %LOCALAPPDATA%\Programs\altavoce, which is put on the PATH; run it again to update. To remove it, remove the
# folder. ALTAVOCE_RELEASE is another address of the files of a release.
$ErrorActionPreference = 'Stop'
$release = if ($env:ALTAVOCE_RELEASE) { $env:ALTAVOCE_RELEASE } else { 'https://github.com/altavoce/altavoce/releases/latest/download' }
$name = 'altavoce-x86_64-pc-windows-msvc' # Windows on ARM runs it too
$folder = Join-Path $env:LOCALAPPDATA 'Programs\altavoce'
$work = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid())
New-Item -ItemType Directory $work | Out-Null
try {
    Write-Host "install: fetching $name"
    Invoke-WebRequest -UseBasicParsing "$release/$name.zip" -OutFile "$work\archive.zip"
    Invoke-WebRequest -UseBasicParsing "$release/$name.zip.sha256" -OutFile "$work\sum"
    $published = (Get-Content "$work\sum" -Raw).Trim().Split(' ')[0]
    if ((Get-FileHash "$work\archive.zip" -Algorithm SHA256).Hash -ne $published) {
        throw "$name.zip is not what was published; try again"
    }
    Expand-Archive "$work\archive.zip" "$work\unpacked"
    $program = Get-ChildItem "$work\unpacked" -Recurse -Filter altavoce.exe | Select-Object -First 1
    if (Test-Path $folder) { Remove-Item $folder -Recurse -Force }
    New-Item -ItemType Directory -Force (Split-Path $folder) | Out-Null
    Move-Item $program.DirectoryName $folder
} finally {
    Remove-Item $work -Recurse -Force
}
$path = [Environment]::GetEnvironmentVariable('Path', 'User')
if (($path -split ';') -notcontains $folder) {
    [Environment]::SetEnvironmentVariable('Path', "$path;$folder", 'User')
    $env:Path += ";$folder"
}
Write-Host "install: $(& "$folder\altavoce.exe" --version) is in $folder"
Write-Host 'next: altavoce new DIR, and altavoce voices install sara nicola'
