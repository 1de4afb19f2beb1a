using System.Net.Security;

namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>Attacks on a server with TLS by clients that send wrong TLS, or none.</summary>
internal static class TlsAttacks
{
    public static readonly Attack[] All =
    [
        new("TLS: garbage for a ClientHello", GarbageAsync),
        new("TLS: garbage that begins as a ClientHello", BeginningAsync),
        new("TLS: plain text", PlainAsync),
        new("TLS: records mutated", (target, random) => CorruptedAsync(target, random, stops: false)),
        new("TLS: a handshake that stops", (target, random) => CorruptedAsync(target, random, stops: true)),
        new("TLS: records mutated after the handshake", MutatedAfterAsync),
    ];

    private static async Task GarbageAsync(AttackTarget target, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectPlainAsync(target);
        await attacker.SendAsync(random.Bytes(random.Number(1, 20_000)));
        await attacker.LeaveAsync(random);
    }

    /// <summary>Sends the header of a handshake record of any length, followed by other bytes.</summary>
    private static async Task BeginningAsync(AttackTarget target, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectPlainAsync(target);
        byte[] header = [0x16, 3, (byte)random.Number(0, 4), (byte)random.Number(0, 255), (byte)random.Number(0, 255), 1, .. random.Bytes(random.Number(0, 600))];
        foreach (var piece in random.Pieces(header))
        {
            await attacker.SendAsync(piece);
        }

        await target.WaitTicksAsync(random.Number(0, 5));
        await attacker.LeaveAsync(random);
    }

    private static async Task PlainAsync(AttackTarget target, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectPlainAsync(target);
        await attacker.SendAsync("mallory\nhello\n"u8.ToArray());
        await attacker.ReadOnAsync(3);
    }

    private static async Task CorruptedAsync(AttackTarget target, SeededRandom random, bool stops)
    {
        using var attacker = await Attacker.ConnectPlainAsync(target);
        using var corrupting = new CorruptingStream(attacker.Socket, random) { From = random.Number(0, 900), Stops = stops };
        using var encrypted = new SslStream(corrupting, leaveInnerStreamOpen: false, static (_, shown, _, _) => shown is not null);
        if (stops)
        {
            var handshake = Attacker.HandshakeAsync(encrypted);
            await target.WaitTicksAsync(random.Number(1, 10));
            attacker.Reset();
            await handshake;
            return;
        }

        await Attacker.HandshakeAsync(encrypted);
        await encrypted.WriteAsync("mallory\nhello\n"u8.ToArray());
        await attacker.LeaveAsync(random);
    }

    private static async Task MutatedAfterAsync(AttackTarget target, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectPlainAsync(target);
        using var corrupting = new CorruptingStream(attacker.Socket, random) { From = int.MaxValue };
        using var encrypted = new SslStream(corrupting, leaveInnerStreamOpen: false, static (_, shown, _, _) => shown is not null);
        await Attacker.HandshakeAsync(encrypted);
        await encrypted.WriteAsync("m1\n"u8.ToArray());
        corrupting.From = corrupting.Written + random.Number(0, 100);
        for (var times = random.Number(1, 10); times > 0; times--)
        {
            await encrypted.WriteAsync(random.Bytes(random.Number(1, 400)));
        }

        await attacker.LeaveAsync(random);
    }
}
