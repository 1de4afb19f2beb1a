using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ChatRoom.Client.Options;
using ChatRoom.Files;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Connecting.Tls;

/// <summary>Whether a server's certificate is trusted.</summary>
internal enum Trust
{
    /// <summary>It is the pinned certificate, or the system trusts it for this host, or the user has accepted it before.</summary>
    Trusted,

    /// <summary>The server is unknown: the user has accepted no certificate of it.</summary>
    Unknown,

    /// <summary>The client must not use this connection.</summary>
    Refused,
}

/// <summary>
/// Validates a server's certificate, once for each connection. If a fingerprint is pinned, it alone decides. Otherwise a
/// certificate is trusted if the system trusts it for this host, or if the user has accepted it before.
/// </summary>
internal sealed class ServerTrust(ClientOptions options)
{
    private readonly ClientTlsOptions _tls = options.Tls!;
    private readonly KnownHosts? _known = options.Tls!.KnownHosts is { } path ? new KnownHosts(path) : null;

    /// <summary>The fingerprint of the certificate that the server sent; null before it is validated.</summary>
    public Fingerprint? Presented { get; private set; }

    public Trust Trust { get; private set; } = Trust.Refused;

    /// <summary>Why the system does not trust the certificate of an unknown server, as half a sentence.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>The user has accepted a certificate of this server; false if the file cannot be read, which validation reports.</summary>
    public bool IsKnown
    {
        get
        {
            try
            {
                return _known?.Find(options.Address).Count > 0;
            }
            catch (Exception error) when (FileFailure.IsExpected(error))
            {
                return false;
            }
        }
    }

    /// <summary>Why the certificate is not trusted; null if it is trusted, or not validated yet.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>Validates during the handshake; true if the handshake may go on.</summary>
    public bool Validate(byte[] certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Presented = Fingerprint.Of(certificate);
        (Trust, Failure) = _tls.Pinned is not null ? ValidatePinned()
            : errors == SslPolicyErrors.None ? (Trust.Trusted, null)
            : ValidateByKnownHosts(chain, errors);
        return Trust == Trust.Trusted || (Trust == Trust.Unknown && _tls.AcceptsNew);
    }

    /// <summary>Saves the certificate of a server that the user has accepted; returns why it cannot, or null.</summary>
    public Failure? Save()
    {
        if (_known is null)
        {
            return new Failure(Outcome.Failed, $"there is no directory of yours to save the certificate of {options.Address} in; pin it with --fingerprint {Presented}");
        }

        try
        {
            _known.Add(options.Address, Presented!);
            return null;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            return new Failure(
                Outcome.Failed,
                $"cannot save the certificate of {options.Address} in {_known.DisplayPath}: {FileFailure.Reason(error)}; pin it with --fingerprint {Presented}");
        }
    }

    private (Trust, Failure?) ValidatePinned() => Presented!.Equals(_tls.Pinned)
        ? (Trust.Trusted, null)
        : (Trust.Refused, Untrusted(
            $"the certificate of {options.Address} is not the pinned one: it is {Presented}, and --fingerprint says {_tls.Pinned}; somebody may be intercepting the connection"));

    private (Trust, Failure?) ValidateByKnownHosts(X509Chain? chain, SslPolicyErrors errors)
    {
        List<KnownHost> known;
        try
        {
            known = _known?.Find(options.Address) ?? [];
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            return (Trust.Refused, new Failure(
                Outcome.Failed,
                $"cannot read the known servers in {_known!.DisplayPath}: {FileFailure.Reason(error)}; make it readable, or pin the server with --fingerprint"));
        }

        if (known.Exists(host => host.Fingerprint.Equals(Presented)))
        {
            return (Trust.Trusted, null);
        }

        Reason = ReasonOf(chain, errors);
        return known is [var before, ..]
            ? (Trust.Refused, Untrusted(
                $"WARNING: THE CERTIFICATE OF {options.Address} HAS CHANGED, and somebody may be intercepting the connection! "
                + $"It is {Presented} now, and was {before.Fingerprint}; if the server's owner confirms the change, remove line {before.Line} of {_known!.Path}"))
            : (Trust.Unknown, Untrusted(
                $"the server at {options.Address} is not known: {Reason}, and its fingerprint is {Presented}; "
                + $"if the server printed the same, pin it with --fingerprint {Presented}, or accept and save it with --accept-new"));
    }

    /// <summary>Why the system does not trust the certificate.</summary>
    private string ReasonOf(X509Chain? chain, SslPolicyErrors errors)
    {
        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? default;
        return status.HasFlag(X509ChainStatusFlags.NotTimeValid) ? "its certificate has expired, or is not valid yet"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? "no authority that this system trusts has issued its certificate"
            : $"its certificate is not for {options.Host}";
    }

    private static Failure Untrusted(string sentence) => new(Outcome.ProtocolError, sentence);
}
