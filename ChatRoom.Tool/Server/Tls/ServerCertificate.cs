using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using ChatRoom.Protocol;
using ChatRoom.Server.Storage;

namespace ChatRoom.Server.Tls;

/// <summary>
/// What a server proves itself with. Where it lies in files of the operator's, they are read again when somebody connects and
/// some time has passed; new ones that cannot be used are told once, and the old certificate stays. Guarded by its lock.
/// </summary>
internal sealed class ServerCertificate
{
    private readonly Lock _gate = new();
    private readonly TlsOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;
    private PemCertificate _current;
    private (string Chain, string Key) _read;
    private string _lastFailure = "";
    private long _lookedAt;

    private ServerCertificate(TlsOptions options, string origin, TimeProvider time, Action<string> report, PemCertificate current, (string Chain, string Key) read)
    {
        (_options, Origin, _time, _report, _current, _read) = (options, origin, time, report, current, read);
        _lookedAt = time.GetTimestamp();
        TellExpiry();
    }

    /// <summary>Where it comes from, for the operator to read.</summary>
    public string Origin { get; }

    /// <summary>It was made by this server, so that nobody can know it but by its fingerprint.</summary>
    public bool IsOwn => _options.CertificateFile is null;

    public Fingerprint Fingerprint => _current.Fingerprint;

    /// <summary>The machines that it is for.</summary>
    public IEnumerable<string> Hosts => _current.Hosts;

    /// <summary>Reads or makes it; false, and one sentence, where that cannot be.</summary>
    /// <param name="folder">Where one that the server makes is kept; null for nowhere.</param>
    /// <param name="report">Takes a sentence for the operator, from any thread.</param>
    public static bool TryOpen(
        TlsOptions options,
        string? folder,
        TimeProvider time,
        Action<string> report,
        [NotNullWhen(true)] out ServerCertificate? certificate,
        [NotNullWhen(false)] out string? whyNot)
    {
        (certificate, PemCertificate? pem, whyNot) = (null, null, null);
        var path = options.CertificateFile ?? (folder is null ? null : OwnCertificate.PathIn(folder));
        try
        {
            var read = options.CertificateFile is not null ? ReadFiles(options) : ReadOwn(folder, time);
            if (!PemCertificate.TryParse(read.Chain, read.Key, out pem, out var reason))
            {
                whyNot = $"cannot use the certificate {path}: {reason}" + (options.CertificateFile is null
                    ? "; put a copy of it back, or delete it to have another made, which clients will not know" : "");
                return false;
            }

            var origin = options.CertificateFile is not null ? $"read from {path}" : path is null ? "made for this run only" : $"kept in {path}";
            certificate = new ServerCertificate(options, origin, time, report, pem, read);
            return true;
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            whyNot = $"cannot use the certificate {path}: {Failure.Reason(error)}";
            return false;
        }
    }

    /// <summary>The certificate of now, for one more connection.</summary>
    public SslStreamCertificateContext Current()
    {
        lock (_gate)
        {
            if (!IsOwn && _time.GetElapsedTime(_lookedAt) >= _options.LookAgainAfter)
            {
                LookAgain();
                _lookedAt = _time.GetTimestamp();
            }

            return _current.Context;
        }
    }

    private static (string Chain, string Key) ReadOwn(string? folder, TimeProvider time)
    {
        var both = folder is null ? OwnCertificate.Make(time) : OwnCertificate.ReadOrMake(folder, time);
        return (both, both);
    }

    private static (string Chain, string Key) ReadFiles(TlsOptions options) =>
        (File.ReadAllText(options.CertificateFile!), File.ReadAllText(options.KeyFile!));

    /// <summary>Reads the files again at once; false where they cannot be used, and then nothing has changed.</summary>
    /// <param name="outcome">Which it is now, or why not.</param>
    public bool TryReload(out string outcome)
    {
        lock (_gate)
        {
            var isUsable = TryRead(out _, out var whyNot);
            outcome = isUsable ? Fingerprint.ToString() : whyNot;
            _lastFailure = whyNot;
            return isUsable;
        }
    }

    private void LookAgain()
    {
        if (TryRead(out var isChanged, out var whyNot))
        {
            if (isChanged)
            {
                _report($"the certificate was read again: it is {Fingerprint} now");
            }
        }
        else if (whyNot != _lastFailure)
        {
            _report($"cannot use the certificate that is in {_options.CertificateFile} now, so the one of before stays: {whyNot}");
        }

        _lastFailure = whyNot;
    }

    private bool TryRead(out bool isChanged, out string whyNot)
    {
        (isChanged, whyNot) = (false, "");
        try
        {
            var read = ReadFiles(_options);
            if (read == _read)
            {
                return true;
            }

            if (!PemCertificate.TryParse(read.Chain, read.Key, out var changed, out var reason))
            {
                whyNot = reason;
                return false;
            }

            (_current, _read, isChanged) = (changed, read, true);
            TellExpiry();
            return true;
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            whyNot = Failure.Reason(error);
            return false;
        }
    }

    private void TellExpiry()
    {
        if (_current.Certificate.NotAfter.ToUniversalTime() < _time.GetUtcNow().UtcDateTime)
        {
            _report($"the certificate has expired at {_current.Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC: clients refuse it, unless they pin its fingerprint");
        }
    }
}
