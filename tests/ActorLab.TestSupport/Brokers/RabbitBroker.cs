using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ActorLab.TestSupport.Networks;

namespace ActorLab.TestSupport.Brokers;

/// <summary>A RabbitMQ of this test run's own: started by hand, bound to loopback or to a host of a network of the test's own, with one user and one virtual host for its lab and no guest. Nothing of it is left when it is disposed.</summary>
/// <remarks>It has ports, folders, a cookie and a port mapper (epmd) of its own, so that it meets no other broker of this machine.</remarks>
public sealed partial class RabbitBroker : IDisposable
{
    public const string Lab = "lab";
    public const string User = "worker-of-lab";
    public const string Password = "only-for-tests";

    // The script of the same name on the path switches the user and loses the environment.
    private const string Server = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private const string Control = "/usr/lib/rabbitmq/bin/rabbitmqctl";
    private const string UsualMemory = "0.4", NoMemory = "0.0000001";
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Probe = TimeSpan.FromMilliseconds(50);

    private readonly string? _certificates;
    private readonly NetworkHost? _host;
    private readonly DirectoryInfo _folder;
    private readonly int _mapperPort, _distributionPort;
    private readonly Process _mapper;
    private readonly StringBuilder _output = new();
    private Process? _server;

    private RabbitBroker(string? certificates, NetworkHost? host)
    {
        (_certificates, _host) = (certificates, host);
        _folder = Directory.CreateTempSubdirectory("actorlab-broker-");
        (Port, _mapperPort, _distributionPort) = FreePorts();
        foreach (string folder in new[] { "home", "mnesia", "log" }) _folder.CreateSubdirectory(folder);
        string cookie = PathOf("home/.erlang.cookie");
        File.WriteAllText(cookie, Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(cookie, UnixFileMode.UserRead);
        File.WriteAllText(PathOf("plugins"), "[].");
        File.WriteAllText(PathOf("definitions.json"), Definitions());
        File.WriteAllText(PathOf("rabbitmq.conf"), $"{Listener()}load_definitions = {PathOf("definitions.json")}\n");
        _mapper = Launch("epmd", "-port", $"{_mapperPort}", "-address", "127.0.0.1");
    }

    /// <summary>True where the server is installed (Debian: rabbitmq-server).</summary>
    public static bool IsInstalled => File.Exists(Server);

    public int Port { get; }

    /// <summary>With the user and the password of the lab.</summary>
    public Uri Address => new($"{(_certificates is null ? "amqp" : "amqps")}://{User}:{Password}@{Host}:{Port}");

    private string Host => _host?.Address ?? "127.0.0.1";

    private string Node => $"lab{Port}@localhost";

    /// <summary>The server's process.</summary>
    public int ProcessId => _server?.Id ?? throw new InvalidOperationException("the broker does not run");

    /// <summary>Returns when it listens.</summary>
    /// <param name="certificates">The folder that <c>make-test-certificates</c> has filled, for a broker that speaks TLS only and lets nobody in without a certificate; null for one without TLS.</param>
    /// <param name="host">Where it runs; null for this machine, out of reach for others.</param>
    /// <exception cref="InvalidOperationException">It does not start; with what it printed.</exception>
    public static async Task<RabbitBroker> StartAsync(string? certificates = null, NetworkHost? host = null)
    {
        var broker = new RabbitBroker(certificates, host);
        try
        {
            await broker.StartServerAsync().ConfigureAwait(false);
            return broker;
        }
        catch
        {
            broker.Dispose();
            throw;
        }
    }

    /// <summary>Starts the server, again if it was killed: what it keeps on disk is still there.</summary>
    public async Task StartServerAsync()
    {
        _server = Launch(Server);
        long begun = Stopwatch.GetTimestamp();
        while (!await ListensAsync().ConfigureAwait(false))
        {
            if (_server.HasExited || Stopwatch.GetElapsedTime(begun) > HangGuard.Limit)
                throw new InvalidOperationException($"the broker does not start: {Output()}");
            await Task.Delay(Probe).ConfigureAwait(false);
        }
    }

    /// <summary>Returns when the server has noted on disk that a quorum queue of the lab is there, some half a second after it was made: killed before that, it forgets the queue's log.</summary>
    public async Task NotedAsync(string queue)
    {
        byte[] name = Encoding.UTF8.GetBytes($"{Lab}_{queue}");
        long begun = Stopwatch.GetTimestamp();
        while (!Directory.GetFiles(PathOf("mnesia"), "names.dets", SearchOption.AllDirectories).Any(f => Holds(File.ReadAllBytes(f), name)))
        {
            if (Stopwatch.GetElapsedTime(begun) > HangGuard.Limit)
                throw new InvalidOperationException($"the broker does not note queue '{queue}'");
            await Task.Delay(Probe).ConfigureAwait(false);
        }
    }

    /// <summary>The work queues of runs that the server has noted on disk so far, as far as what comes behind a name in the file lets that be told: good for comparison.</summary>
    public ImmutableHashSet<string> NotedWorkQueues() =>
        [.. Directory.GetFiles(PathOf("mnesia"), "names.dets", SearchOption.AllDirectories).SelectMany(f => WorkQueueName().Matches(Encoding.Latin1.GetString(File.ReadAllBytes(f)))).Select(m => m.Value).Where(name => !name.Contains(".dead", StringComparison.Ordinal))];

    /// <summary>Kills the server (SIGKILL) and waits until it is gone.</summary>
    public void KillServer()
    {
        if (_server is null) return;
        End(_server);
        _server = null;
    }

    /// <summary>Stops the server as it is (SIGSTOP): its connections stay, and nothing answers.</summary>
    public void FreezeServer() => Signal("-STOP");

    /// <summary>Lets it go on.</summary>
    public void ThawServer() => Signal("-CONT");

    /// <summary>Lets the server find that it uses more memory than it may: it then reads nothing from whoever publishes.</summary>
    public Task RaiseMemoryAlarmAsync() => AllowMemoryAsync(NoMemory);

    /// <summary>Ends that.</summary>
    public Task ClearMemoryAlarmAsync() => AllowMemoryAsync(UsualMemory);

    /// <param name="share">Of the machine's.</param>
    private async Task AllowMemoryAsync(string share)
    {
        if (_host is not null) throw new NotSupportedException("a broker in another network is not told anything");
        await SystemCommand.CheckAsync(Control, ["-n", Node, "set_vm_memory_high_watermark", share], Environment().ToDictionary(v => v.Key, v => (string?)v.Value, StringComparer.Ordinal)).ConfigureAwait(false);
    }

    [GeneratedRegex(@"run\.[A-Za-z0-9_-]+\.work\.[a-z0-9-]+(?:\.[0-9]+)?(?!\.dead|[a-z0-9-])", RegexOptions.None, 1000)]
    private static partial Regex WorkQueueName();

    private void Signal(string signal)
    {
        using Process sent = Process.Start("kill", [signal, ProcessId.ToString(CultureInfo.InvariantCulture)]);
        sent.WaitForExit();
        if (sent.ExitCode != 0) throw new InvalidOperationException($"kill {signal} failed with {sent.ExitCode}");
    }

    public void Dispose()
    {
        KillServer();
        End(_mapper);
        _folder.Delete(recursive: true);
    }

    private string Listener() => _certificates is null
        ? $"listeners.tcp.1 = {Host}:{Port}\n"
        : $"""
           listeners.tcp = none
           listeners.ssl.1 = {Host}:{Port}
           ssl_options.cacertfile = {_certificates}/authority.pem
           ssl_options.certfile = {_certificates}/broker.pem
           ssl_options.keyfile = {_certificates}/broker.key
           ssl_options.verify = verify_peer
           ssl_options.fail_if_no_peer_cert = true

           """;

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private Process Launch(string file, params string[] arguments)
    {
        string[] command = _host?.Command(file, arguments) ?? [file, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("RABBITMQ_", StringComparison.Ordinal)).ToArray()) start.Environment.Remove(name);
        foreach ((string name, string value) in Environment()) start.Environment[name] = value;
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{file} was not started");
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        return process;
    }

    private Dictionary<string, string> Environment() => new(StringComparer.Ordinal)
    {
        ["HOME"] = PathOf("home"),
        ["ERL_EPMD_PORT"] = $"{_mapperPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_HOME"] = PathOf("home"),
        ["RABBITMQ_NODENAME"] = Node,
        ["RABBITMQ_DIST_PORT"] = $"{_distributionPort}",
        ["RABBITMQ_MNESIA_BASE"] = PathOf("mnesia"),
        ["RABBITMQ_LOG_BASE"] = PathOf("log"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = PathOf("plugins"),
        ["RABBITMQ_CONFIG_FILE"] = PathOf("rabbitmq.conf"),
        ["RABBITMQ_CONF_ENV_FILE"] = PathOf("no-environment-file"),
        // The script then becomes the server, and the process that was started is the one to kill.
        ["RABBITMQ_ALLOW_INPUT"] = "1",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-noinput -kernel inet_dist_use_interface {127,0,0,1}",
    };

    private async Task<bool> ListensAsync()
    {
        if (_host is not null)
        {
            string[] knock = _host.Command("bash", "-c", $": </dev/tcp/{Host}/{Port}");
            return (await SystemCommand.RunAsync(knock[0], knock[1..]).ConfigureAwait(false)).ExitCode == 0;
        }

        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, Port).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The whole word: a longer name may begin with it.</summary>
    private static bool Holds(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name)
    {
        for (int at; (at = bytes.IndexOf(name)) >= 0; bytes = bytes[(at + name.Length)..])
        {
            if (at + name.Length == bytes.Length || bytes[at + name.Length] != (byte)'.') return true;
        }

        return false;
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
    }

    private string Output()
    {
        lock (_output) return _output.ToString();
    }

    private static void End(Process process)
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit(EndPatience);
        process.Dispose();
    }

    /// <summary>Where definitions are given, the server makes no user guest.</summary>
    private static string Definitions() =>
        $$"""
        {"users": [{"name": "{{User}}", "password_hash": "{{Hash(Password)}}", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": ""}],
         "vhosts": [{"name": "{{Lab}}"}],
         "permissions": [{"user": "{{User}}", "vhost": "{{Lab}}", "configure": ".*", "write": ".*", "read": ".*"}]}
        """;

    /// <summary>As the server keeps it: four bytes of salt, and the SHA-256 of them and the password.</summary>
    private static string Hash(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(4);
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)])]);
    }

    private static (int First, int Second, int Third) FreePorts()
    {
        // All are held before one is let go, or the same might be given twice.
        TcpListener[] listeners = [.. Enumerable.Range(0, 3).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners) listener.Start();
        int[] ports = [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners) listener.Dispose();
        return (ports[0], ports[1], ports[2]);
    }
}
