using System.Diagnostics;

namespace ActorLab.TestSupport.Containers;

/// <summary>A Docker daemon of this test run's own, apart from the machine's by its processes, mounts, network and folder. Nothing of it is left when it is disposed, or when this process dies.</summary>
/// <remarks>It needs root; <c>tests/containers/daemon.sh --probe</c> says what else.</remarks>
public sealed class DockerDaemon : IDisposable
{
    private static readonly string Scripts = Path.Combine(Repository.Root, "tests", "containers");
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(20), Probe = TimeSpan.FromMilliseconds(100);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actorlab-docker-");
    private readonly Process _script;
    private readonly Task<string> _complaint;

    private DockerDaemon()
    {
        _script = SystemCommand.Begin(Path.Combine(Scripts, "daemon.sh"), [_folder.FullName]);
        _complaint = _script.StandardError.ReadToEndAsync();
    }

    private string Address => $"unix://{_folder.FullName}/docker.sock";

    /// <summary>Returns when it answers.</summary>
    /// <exception cref="InvalidOperationException">It does not start; with the end of what it logged.</exception>
    public static async Task<DockerDaemon> StartAsync()
    {
        var daemon = new DockerDaemon();
        try
        {
            await daemon.AwaitAnswerAsync().ConfigureAwait(false);
            return daemon;
        }
        catch
        {
            daemon.Dispose();
            throw;
        }
    }

    /// <summary>Makes the stand-ins for the official images that the committed files name.</summary>
    public Task MakeImagesAsync(CancellationToken interrupt) => SystemCommand.CheckAsync(Path.Combine(Scripts, "images.sh"), [], With([]), interrupt);

    public Task<CommandAnswer> DockerAsync(string[] arguments, CancellationToken interrupt = default) => SystemCommand.RunAsync("docker", arguments, With([]), interrupt);

    /// <summary>Of a command that must succeed: what it printed, without white space around it.</summary>
    public async Task<string> AskAsync(string[] arguments, CancellationToken interrupt = default) =>
        (await SystemCommand.CheckAsync("docker", arguments, With([]), interrupt).ConfigureAwait(false)).Trim();

    /// <summary>docker-compose, on the committed file.</summary>
    /// <param name="project">What its containers, networks and volumes belong to.</param>
    /// <param name="arguments">The command.</param>
    /// <param name="variables">Which the file asks for.</param>
    /// <param name="interrupt">Kills it.</param>
    public Task<CommandAnswer> ComposeAsync(string project, string[] arguments, IEnumerable<KeyValuePair<string, string?>> variables, CancellationToken interrupt) =>
        SystemCommand.RunAsync("docker-compose", ["--project-directory", Repository.Root, "--file", Path.Combine(Repository.Root, "docker-compose.yml"), "--project-name", project, .. arguments], With(variables), interrupt);

    /// <summary>Reads what a container writes, from what it wrote first, until a line has the text in it.</summary>
    /// <param name="container">Its name.</param>
    /// <param name="text">To wait for.</param>
    /// <param name="interrupt">Gives up.</param>
    /// <param name="times">How many such lines.</param>
    /// <exception cref="InvalidOperationException">The container has ended without them; with the last that it wrote.</exception>
    public async Task AwaitLineAsync(string container, string text, CancellationToken interrupt, int times = 1)
    {
        // Both streams into one, so that the end of the pipe is the end of both.
        using Process logs = SystemCommand.Begin("bash", ["-c", "exec docker logs --follow \"$1\" 2>&1", "bash", container], With([]));
        try
        {
            var seen = new List<string>();
            while (await logs.StandardOutput.ReadLineAsync(interrupt).ConfigureAwait(false) is { } line)
            {
                if (line.Contains(text, StringComparison.Ordinal) && --times == 0) return;
                seen.Add(line);
            }

            throw new InvalidOperationException($"{container} has ended without '{text}':\n{string.Join('\n', seen.TakeLast(20))}");
        }
        finally
        {
            if (!logs.HasExited) logs.Kill();
        }
    }

    public void Dispose()
    {
        // The end of its standard input ends it, and so does the end of this process.
        _script.StandardInput.Close();
        if (!_script.WaitForExit(EndPatience)) _script.Kill(entireProcessTree: true);
        _script.Dispose();
        _folder.Delete(recursive: true);
    }

    private Dictionary<string, string?> With(IEnumerable<KeyValuePair<string, string?>> variables) =>
        new(variables.Append(new("DOCKER_HOST", Address)).Append(new("DOCKER_CONTEXT", null)), StringComparer.Ordinal);

    private async Task AwaitAnswerAsync()
    {
        long begun = Stopwatch.GetTimestamp();
        while ((await DockerAsync(["version"]).ConfigureAwait(false)).ExitCode != 0)
        {
            if (_script.HasExited) throw new InvalidOperationException($"no Docker daemon can run here: {await _complaint.ConfigureAwait(false)}");
            if (Stopwatch.GetElapsedTime(begun) > HangGuard.Limit)
                throw new InvalidOperationException($"the Docker daemon has not answered within {HangGuard.Limit}");
            await Task.Delay(Probe).ConfigureAwait(false);
        }
    }
}
