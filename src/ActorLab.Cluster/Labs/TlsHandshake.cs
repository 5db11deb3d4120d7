using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;

namespace ActorLab.Cluster.Labs;

/// <summary>One attempt to reach a broker over TLS: what is shown to it, and why it was not believed.</summary>
internal sealed class TlsHandshake
{
    private readonly X509Certificate2Collection _authority = [];
    private string? _refusal;

    /// <param name="host">The name that the broker's certificate must have.</param>
    /// <param name="tls">Null trusts whom the system trusts and shows nothing.</param>
    /// <exception cref="IOException">A file cannot be read or does not hold what it should; one sentence that names it.</exception>
    public TlsHandshake(string host, LabTls? tls)
    {
        Option = new SslOption(host, enabled: true) { Version = SslProtocols.None };
        if (tls is null) return;
        Read(tls.AuthorityFile, "certificates", _authority.ImportFromPemFile);
        if (_authority.Count == 0) throw new IOException($"'{tls.AuthorityFile}' must hold certificates in PEM: there is none in it");
        Option.CertificateValidationCallback = (_, certificate, chain, errors) => (_refusal = RefusalOf(certificate, chain, errors)) is null;
        if (tls is { CertificateFile: { } file, KeyFile: { } key }) Read(file, $"a certificate whose key is in '{key}'", f => Option.Certs = new X509CertificateCollection { X509Certificate2.CreateFromPemFile(f, key) });
    }

    public SslOption Option { get; }

    /// <summary>Why it failed; null if TLS had no part in it.</summary>
    public string? ReasonOf(Exception failure)
    {
        if (_refusal is not null) return _refusal;
        bool reached = failure is AuthenticationException or CryptographicException or SocketException { SocketErrorCode: SocketError.ConnectionReset } or EndOfStreamException;
        return reached ? $"the broker ended the TLS handshake, as it does with whom shows no certificate that it knows ({failure.Message})" : null;
    }

    /// <summary>The name is for the framework to judge; who signed is for the lab.</summary>
    private string? RefusalOf(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 shown) return "the broker shows no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return $"the broker's certificate is not for '{Option.ServerName}'";
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent.ChainElements.Select(e => e.Certificate).ToArray());
        return chain.Build(shown) ? null : $"the lab's authority does not vouch for the broker's certificate ({string.Join(", ", chain.ChainStatus.Select(s => s.Status))})";
    }

    private static void Read(string file, string expected, Action<string> read)
    {
        try
        {
            read(file);
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException($"'{file}' must hold {expected} in PEM: {unreadable.Message}", unreadable);
        }
    }
}
