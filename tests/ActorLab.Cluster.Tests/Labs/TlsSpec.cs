using System.Diagnostics;
using ActorLab.Cluster.Labs;
using ActorLab.TestSupport;
using ActorLab.TestSupport.Brokers;

namespace ActorLab.Cluster.Tests.Labs;

/// <summary>A broker that lets in only who shows a certificate of its lab's authority, and members that believe only a broker that this authority vouches for.</summary>
[Trait("Tier", "broker")]
public sealed class TlsSpec(TlsBroker tls) : IClassFixture<TlsBroker>
{
    private const string HandshakeEnded = "the broker ended the TLS handshake, as it does with whom shows no certificate that it knows (";

    [Fact]
    public async Task Who_shows_a_certificate_of_the_lab_gets_in()
    {
        await using LabConnection connection = await Connect(tls.Own);
        Assert.False((await connection.SessionAsync(0)).IsLost);
    }

    [Fact]
    public Task Who_shows_none_is_refused() => AssertRefused(tls.Own with { CertificateFile = null, KeyFile = null }, HandshakeEnded);

    [Fact]
    public Task Who_shows_one_of_another_authority_is_refused() =>
        AssertRefused(tls.Own with { CertificateFile = tls.Other.CertificateFile, KeyFile = tls.Other.KeyFile }, HandshakeEnded);

    [Fact]
    public Task A_broker_of_another_authority_is_not_believed() => AssertRefused(tls.Own with { AuthorityFile = tls.Other.AuthorityFile }, "the lab's authority does not vouch for the broker's certificate (UntrustedRoot)");

    [Fact]
    public Task A_broker_under_another_name_is_not_believed() => AssertRefused(tls.Own, "the broker's certificate is not for '127.0.0.1'", "127.0.0.1");

    [Theory]
    [InlineData("missing.pem", "member.key", "missing.pem' must hold a certificate whose key is in '")]
    [InlineData("authority.pem", "member.key", "authority.pem' must hold a certificate whose key is in '")]
    [InlineData("member.key", "member.pem", "member.key' must hold a certificate whose key is in '")]
    public async Task A_file_that_does_not_hold_what_it_should_is_named(string certificate, string key, string expected)
    {
        IOException refused = await Assert.ThrowsAsync<IOException>(() => Connect(tls.Own with { CertificateFile = tls.FileOf(certificate), KeyFile = tls.FileOf(key) }));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_without_certificates_is_named()
    {
        IOException refused = await Assert.ThrowsAsync<IOException>(() => Connect(tls.Own with { AuthorityFile = tls.FileOf("member.key") }));
        Assert.EndsWith("member.key' must hold certificates in PEM: there is none in it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_certificate_for_brokers_is_none_for_members() =>
        AssertRefused(tls.Own with { CertificateFile = tls.FileOf("broker.pem"), KeyFile = tls.FileOf("broker.key") }, HandshakeEnded);

    private async Task AssertRefused(LabTls? shown, string reason, string host = "localhost")
    {
        IOException refused = await Assert.ThrowsAsync<IOException>(() => Connect(shown, host));
        Assert.StartsWith($"lab 'lab' on amqps://{host}:{tls.Address.Port} cannot be joined: {reason}", refused.Message, StringComparison.Ordinal);
    }

    private Task<LabConnection> Connect(LabTls? shown, string host = "localhost") =>
        LabConnection.OpenAsync(new LabAddress(new UriBuilder(tls.Address) { Host = host }.Uri, RabbitBroker.Lab) { Tls = shown }, "tls", CancellationToken.None);
}

/// <summary>A broker with certificates, and those of another lab.</summary>
public sealed class TlsBroker : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actorlab-tls-");
    private RabbitBroker? _broker;

    public Uri Address => _broker?.Address ?? throw new InvalidOperationException("the broker was not started");

    public LabTls Own => TlsOf("own");

    public LabTls Other => TlsOf("other");

    public string FileOf(string name) => Path.Combine(_folder.FullName, "own", name);

    public async Task InitializeAsync()
    {
        await MakeCertificates("own");
        await MakeCertificates("other");
        _broker = await RabbitBroker.StartAsync(Path.Combine(_folder.FullName, "own"));
    }

    public Task DisposeAsync()
    {
        _broker?.Dispose();
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private LabTls TlsOf(string lab)
    {
        string folder = Path.Combine(_folder.FullName, lab);
        return new LabTls(Path.Combine(folder, "authority.pem"), Path.Combine(folder, "member.pem"), Path.Combine(folder, "member.key"));
    }

    private async Task MakeCertificates(string lab)
    {
        string script = Path.Combine(Repository.Root, "hocon", "cluster", "make-test-certificates");
        using Process process = Process.Start(new ProcessStartInfo(script, [Path.Combine(_folder.FullName, lab), "localhost"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await process.StandardError.ReadToEndAsync());
    }
}
