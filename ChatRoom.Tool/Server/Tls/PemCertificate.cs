using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Tls;

/// <summary>A certificate with its key and its chain of issuers, ready for use. Immutable.</summary>
internal sealed record PemCertificate(X509Certificate2 Certificate, SslStreamCertificateContext Context)
{
    public Fingerprint Fingerprint { get; } = Fingerprint.Of(Certificate.RawData);

    /// <summary>The host names that it is valid for, without wildcards.</summary>
    public IEnumerable<string> Hosts =>
        Certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(names => names.EnumerateDnsNames())
            .Where(name => !name.Contains('*'));

    /// <summary>Reads it from PEM; false, and half a sentence, if there is no usable certificate with its key.</summary>
    public static bool TryParse(string chain, string key, [NotNullWhen(true)] out PemCertificate? certificate, out string whyNot)
    {
        certificate = null;
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPem(chain);
            var leaf = Usable(X509Certificate2.CreateFromPem(chain, key));
            var context = SslStreamCertificateContext.Create(leaf, all, offline: true);
            whyNot = TrialHandshake.WhyRefused(context) ?? "";
            certificate = whyNot.Length == 0 ? new PemCertificate(leaf, context) : null;
            return certificate is not null;
        }
        catch (Exception bad) when (bad is CryptographicException or ArgumentException)
        {
            whyNot = Reason(chain, key, bad);
            return false;
        }
    }

    private static string Reason(string chain, string key, Exception bad) =>
        !chain.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal) ? "it holds no certificate in PEM"
        : key.Contains("ENCRYPTED", StringComparison.Ordinal) ? "its key is encrypted; give a key without a password"
        : !key.Contains("PRIVATE KEY-----", StringComparison.Ordinal) ? "it holds no key in PEM"
        : bad is ArgumentException ? "the key does not belong to the certificate"
        : bad.Message.TrimEnd('.');

    /// <summary>On Windows TLS cannot use a certificate whose key was never in a store.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null)
        : certificate;
}
