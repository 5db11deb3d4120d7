namespace ActorLab.Cluster.Labs;

/// <summary>How a lab knows its own: an authority that has signed the certificates of its broker and of all who may join. All are files in PEM.</summary>
/// <param name="AuthorityFile">Certificates of those who may vouch for the broker; nobody else can, not even whom the system trusts.</param>
/// <param name="CertificateFile">What this side shows; null for nothing.</param>
/// <param name="KeyFile">The private key of that certificate, not encrypted; null with it.</param>
public sealed record LabTls(string AuthorityFile, string? CertificateFile, string? KeyFile)
{
    /// <summary>The files as <c>hocon/cluster/make-test-certificates</c> names them.</summary>
    /// <param name="folder">Holds authority.pem, member.pem and member.key.</param>
    public static LabTls In(string folder) => new(Path.Combine(folder, "authority.pem"), Path.Combine(folder, "member.pem"), Path.Combine(folder, "member.key"));

    /// <summary>What is wrong with the files, in one sentence that names one of them; null if nothing is.</summary>
    public string? FindProblem()
    {
        try
        {
            _ = new TlsHandshake("", this);
            return null;
        }
        catch (IOException unusable)
        {
            return unusable.Message;
        }
    }
}
