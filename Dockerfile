# ActorLab as a container: built with the SDK, run on the runtime alone, by a user without rights.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY Directory.Build.props Directory.Packages.props global.json .editorconfig BannedSymbols.txt ./
COPY hocon hocon
COPY src src
# The tests have looked at the code; here it is only built.
RUN dotnet publish src/ActorLab.Cli -c Release -o /actorlab -v q -nologo -p:RunAnalyzers=false -p:GenerateDocumentationFile=false

FROM mcr.microsoft.com/dotnet/runtime:10.0
COPY --from=build /actorlab /opt/actorlab
COPY hocon /lab/hocon
# A volume that is mounted here belongs to the user from its first moment on.
RUN mkdir /state && chown "$APP_UID:$APP_UID" /state
ENV DOTNET_EnableDiagnostics=0
USER $APP_UID
WORKDIR /lab
ENTRYPOINT ["dotnet", "/opt/actorlab/ActorLab.Cli.dll"]
CMD ["--help"]
