using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ActorLab.TestKit.Running;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.TestKit.Tests;

/// <summary>The packages as a user gets them.</summary>
public sealed class PackagesSpec : IDisposable
{
    private static readonly string[] Projects = ["ActorLab.VirtualTime", "ActorLab.TestKit"];

    private readonly string _folder = Directory.CreateTempSubdirectory("actorlab-packages-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_new_project_with_one_package_reference_tests_in_virtual_time_and_finds_a_race()
    {
        string version = Pack();
        foreach (string project in Projects) CheckContents(project, version);
        string user = Directory.CreateDirectory(Path.Combine(_folder, "user")).FullName;
        WriteUser(user, version);
        (int code, string output) = Dotnet(user, null, "test", "--nologo", "--logger", "console;verbosity=normal");
        Assert.True(code == 1, output);
        Assert.Contains("Passed UserSpec.An_hour_passes_at_once", output, StringComparison.Ordinal);
        Assert.Contains("Failed UserSpec.The_first_speaks_first", output, StringComparison.Ordinal);
        Match told = Regex.Match(output,
            "Replay: \\[Seeds\\(Replay = \"[0-9:,]+\"\\)\\] or ACTORLAB_REPLAY=\"(?<schedule>[0-9:,]+)\" " +
            "dotnet test --filter \"FullyQualifiedName=UserSpec.The_first_speaks_first\"", RegexOptions.NonBacktracking);
        Assert.True(told.Success, output);
        string schedule = told.Groups["schedule"].Value;
        (code, output) = Dotnet(user, schedule, "test", "--nologo", "--filter",
            "FullyQualifiedName=UserSpec.The_first_speaks_first");
        Assert.True(code == 1, output);
        Assert.Contains($"UserSpec.The_first_speaks_first fails under replay({schedule}):", output, StringComparison.Ordinal);
    }

    private string Pack()
    {
        foreach (string project in Projects)
        {
            (int code, string output) = Dotnet(Repository.Root, null, "pack", $"src/{project}/{project}.csproj", "-c", "Release",
                "--no-build", "--nologo", "-o", _folder);
            Assert.True(code == 0, output);
        }

        return XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;
    }

    private void CheckContents(string project, string version)
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(_folder, $"{project}.{version}.nupkg"));
        string[] files = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.Contains("README.md", files);
        Assert.Contains($"lib/net10.0/{project}.dll", files);
        Assert.Contains($"lib/net10.0/{project}.xml", files);
        using Stream nuspec = package.GetEntry($"{project}.nuspec")!.Open();
        XElement metadata = XDocument.Load(nuspec).Root!.Elements().Single();
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("README.md", Value("readme"));
        string[] dependencies = [.. metadata.Descendants().Where(element => element.Name.LocalName == "dependency").Select(
            element => element.Attribute("id")!.Value).Order()];
        Assert.Equal(project == "ActorLab.TestKit" ? ["ActorLab.VirtualTime", "Akka.TestKit.Xunit2", "xunit"] : ["Akka"],
            dependencies);
        using ZipArchive symbols = ZipFile.OpenRead(Path.Combine(_folder, $"{project}.{version}.snupkg"));
        Assert.Contains(symbols.Entries, entry => entry.FullName == $"lib/net10.0/{project}.pdb");
    }

    private void WriteUser(string folder, string version)
    {
        // Packages of this version may have been unpacked before: they go to a folder of their own.
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_folder, "unpacked")}" /></config>
              <packageSources><add key="packed" value="{_folder}" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{MachinePackages()}" /></fallbackPackageFolders>
            </configuration>
            """);
        string[] tools = ["Microsoft.NET.Test.Sdk", "xunit", "xunit.runner.visualstudio"];
        IEnumerable<string> references = tools.Select(tool => $"""    <PackageReference Include="{tool}" Version="{VersionOf(
            tool)}" />""");
        File.WriteAllText(Path.Combine(folder, "User.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="ActorLab.TestKit" Version="{version}" />
            {string.Join(Environment.NewLine, references)}
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "UserSpec.cs"), """
            using ActorLab.TestKit;
            using Akka.Actor;
            using Xunit;

            public class UserSpec : VirtualTimeTestKit
            {
                [Fact]
                public void An_hour_passes_at_once()
                {
                    ExpectNoMsg(TimeSpan.FromHours(1));
                    Assert.Equal(TimeSpan.FromHours(1), World.Now);
                }

                [Seeds(1000)]
                public void The_first_speaks_first()
                {
                    Sys.ActorOf(Props.Create<Speaker>(TestActor, "first"));
                    Sys.ActorOf(Props.Create<Speaker>(TestActor, "second"));
                    ExpectMsg("first");
                }
            }

            public class Speaker : UntypedActor
            {
                public Speaker(IActorRef listener, string word) => listener.Tell(word);

                protected override void OnReceive(object message) => Unhandled(message);
            }
            """);
    }

    private static string VersionOf(string package) => XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"))
        .Descendants("PackageVersion").Single(version => version.Attribute("Include")!.Value == package).Attribute(
            "Version")!.Value;

    private static string MachinePackages()
    {
        const string Prefix = "global-packages: ";
        (int code, string output) = Dotnet(Repository.Root, null, "nuget", "locals", "global-packages", "--list");
        Assert.True(code == 0, output);
        return output.Split('\n').Single(line => line.StartsWith(Prefix, StringComparison.Ordinal))[Prefix.Length..].Trim();
    }

    private static (int Code, string Output) Dotnet(string folder, string? replay, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true,
            RedirectStandardError = true, UseShellExecute = false };
        // What runs these tests must not leak into what it starts.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD",
            StringComparison.OrdinalIgnoreCase) || name == "ACTORLAB_REPLAY").ToList())
        {
            start.Environment.Remove(name);
        }

        if (replay is not null) start.Environment[SchedulePlan.ReplayVariable] = replay;
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
