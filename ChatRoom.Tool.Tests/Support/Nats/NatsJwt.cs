using System.Buffers.Text;
using System.Text;
using NATS.NKeys;

namespace ChatRoom.Tests.Support.Nats;

/// <summary>An operator, an account with JetStream and a user of it, as nats-server knows them from JWTs. <c>nsc</c> makes the same.</summary>
internal sealed class NatsJwt : IDisposable
{
    private const string Unlimited = """ "subs": -1, "data": -1, "payload": -1, "imports": -1, "exports": -1, "wildcards": true, "conn": -1, "leaf": -1 """;
    private const string Storage = """ "mem_storage": -1, "disk_storage": -1, "streams": -1, "consumer": -1 """;

    private readonly KeyPair _operator = KeyPair.CreatePair(PrefixByte.Operator);
    private readonly KeyPair _system = KeyPair.CreatePair(PrefixByte.Account);
    private readonly KeyPair _account = KeyPair.CreatePair(PrefixByte.Account);
    private readonly KeyPair _user = KeyPair.CreatePair(PrefixByte.User);

    /// <summary>Lines for the configuration of a server that trusts the operator and knows the account.</summary>
    public string Configuration => $$"""
        operator: {{Sign(_operator, _operator, """ "type": "operator", "version": 2 """)}}
        resolver: MEMORY
        system_account: {{_system.GetPublicKey()}}
        resolver_preload: {
          {{_system.GetPublicKey()}}: {{Sign(_operator, _system, $$""" "type": "account", "version": 2, "limits": { {{Unlimited}} } """)}}
          {{_account.GetPublicKey()}}: {{Sign(_operator, _account, $$""" "type": "account", "version": 2, "limits": { {{Unlimited}}, {{Storage}} } """)}}
        }
        """;

    /// <summary>The content of the user's credentials file.</summary>
    public string Credentials => $"""
        -----BEGIN NATS USER JWT-----
        {Sign(_account, _user, """ "type": "user", "version": 2, "subs": -1, "data": -1, "payload": -1 """)}
        ------END NATS USER JWT------

        -----BEGIN USER NKEY SEED-----
        {_user.GetSeed()}
        ------END USER NKEY SEED------
        """;

    public void Dispose()
    {
        _operator.Dispose();
        _system.Dispose();
        _account.Dispose();
        _user.Dispose();
    }

    private static string Sign(KeyPair issuer, KeyPair subject, string claims)
    {
        var text = $"{Encode("""{"typ":"JWT","alg":"ed25519-nkey"}""")}.{Encode($$"""
            { "jti": "{{Guid.NewGuid():N}}", "iat": {{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}}, "iss": "{{issuer.GetPublicKey()}}", "sub": "{{subject.GetPublicKey()}}", "name": "test", "nats": { {{claims}} } }
            """)}";
        var signature = new byte[64];
        issuer.Sign(Encoding.ASCII.GetBytes(text), signature);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
