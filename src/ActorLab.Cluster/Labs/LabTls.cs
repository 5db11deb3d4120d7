namespace ActorLab.Cluster.Labs;

/// <summary>How a lab knows its own: an authority that has signed the certificates of its broker and of all who may join. All are files in PEM.</summary>
/// <param name="AuthorityFile">Certificates of those who may vouch for the broker; nobody else can, not even whom the system trusts.</param>
/// <param name="CertificateFile">What this side shows; null for nothing.</param>
/// <param name="KeyFile">The private key of that certificate, not encrypted; null with it.</param>
public sealed record LabTls(string AuthorityFile, string? CertificateFile, string? KeyFile);
