using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ChatRoom.Files;

namespace ChatRoom.Server.Tls;

/// <summary>
/// The certificate that a server makes once for itself: self-signed, ECDSA over P-256. Clients trust it by its
/// fingerprint. It is kept with its key in one file, which only the server's user can read.
/// </summary>
internal static class SelfSignedCertificate
{
    private const string FileName = "tls.pem";

    /// <summary>A client that pins the fingerprint ignores the expiry, and nobody would renew the certificate.</summary>
    private const int Years = 10;

    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    /// <summary>The content of the file, which is made if it does not exist.</summary>
    /// <exception cref="IOException">The file can neither be read nor made.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static string ReadOrMake(string folder, TimeProvider time)
    {
        var path = PathIn(folder);
        if (File.Exists(path))
        {
            return File.ReadAllText(path);
        }

        var pem = Make(time);
        AtomicFile.Replace(path, Encoding.ASCII.GetBytes(pem));
        return pem;
    }

    /// <summary>A new certificate with its key, as PEM.</summary>
    public static string Make(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=chatroom", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "TLS server")], false));

        // A day earlier, because the clock of a client may be slow.
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(Years));
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }
}
