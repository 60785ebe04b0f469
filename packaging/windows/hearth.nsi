; Installs Hearth on Windows, for one person or for the machine, with a window or silently.
;
;   hearth-VERSION-setup.exe                             asks for whom
;   hearth-VERSION-setup.exe /S                          silently, for the person who runs it
;   hearth-VERSION-setup.exe /S /AllUsers                silently, for the machine (as administrator)
;   hearth-VERSION-setup.exe /S /DEFAULTS=C:\defaults.json   also puts an administrator's defaults in place
;   hearth-VERSION-setup.exe /S /DEFAULTS=C:\rollout         the same with all that lies beside: WSDLs, mappings
;
; NOT TRIED ON WINDOWS YET: it is compiled on Linux against a folder that stands for the program, and its
; installer was run under Wine 8 alone: for one person and for the machine, silently, over an older version,
; with defaults, and away again. makensis needs -DVERSION=… -DSOURCE=folder -DTARGET=setup.exe.

Unicode true
!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!define MULTIUSER_INSTALLMODE_INSTDIR "Hearth"
!define MULTIUSER_USE_PROGRAMFILES64
!include MultiUser.nsh
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Hearth"

Name "Hearth"
OutFile "${TARGET}"
SetCompressor /SOLID lzma
ManifestDPIAware true
BrandingText "Hearth ${VERSION}"

!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_LICENSE "${SOURCE}\LICENSE"
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"

Function .onInit
  !insertmacro MULTIUSER_INIT
FunctionEnd

Function un.onInit
  !insertmacro MULTIUSER_UNINIT
FunctionEnd

Section "Hearth"
  SetOutPath "$INSTDIR"
  ; A program that runs keeps its files; the new ones stand beside them and take their names at the next start
  ; of Windows only if that cannot be avoided.
  SetOverwrite try
  RMDir /r "$INSTDIR\_internal.old"
  Rename "$INSTDIR\_internal" "$INSTDIR\_internal.old"
  Delete "$INSTDIR\hearth.exe.old"
  Rename "$INSTDIR\hearth.exe" "$INSTDIR\hearth.exe.old"
  File /r "${SOURCE}\*.*"
  RMDir /r "$INSTDIR\_internal.old"
  Delete "$INSTDIR\hearth.exe.old"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortCut "$SMPROGRAMS\Hearth.lnk" "$INSTDIR\hearth.exe"

  WriteRegStr SHCTX "Software\Classes\hearth" "" "URL:Hearth"
  WriteRegStr SHCTX "Software\Classes\hearth" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\hearth\shell\open\command" "" '"$INSTDIR\hearth.exe" open "%1"'

  WriteRegStr SHCTX "${KEY}" "DisplayName" "Hearth"
  WriteRegStr SHCTX "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${KEY}" "Publisher" "The Hearth authors"
  WriteRegStr SHCTX "${KEY}" "DisplayIcon" "$INSTDIR\hearth.exe"
  WriteRegStr SHCTX "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD SHCTX "${KEY}" "EstimatedSize" $0
  WriteRegDWORD SHCTX "${KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${KEY}" "NoRepair" 1

  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DEFAULTS=" $1
  ${IfNot} ${Errors}
    ReadEnvStr $2 PROGRAMDATA
    CreateDirectory "$2\Hearth"
    ${If} ${FileExists} "$1\*.*"
      CopyFiles /SILENT "$1\*.*" "$2\Hearth"
    ${Else}
      CopyFiles /SILENT "$1" "$2\Hearth\defaults.json"
    ${EndIf}
    ${If} ${Errors}
      DetailPrint "The defaults $1 could not be put in place; the installation must run as administrator for that."
      SetErrorLevel 3
    ${EndIf}
  ${EndIf}
SectionEnd

; What agents did stays in their own folders, and so do an administrator's defaults.
Section "Uninstall"
  Delete "$SMPROGRAMS\Hearth.lnk"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\hearth.exe"
  Delete "$INSTDIR\LICENSE"
  Delete "$INSTDIR\THIRD-PARTIES.txt"
  Delete "$INSTDIR\sbom.cdx.json"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey SHCTX "Software\Classes\hearth"
  DeleteRegKey SHCTX "${KEY}"
SectionEnd
