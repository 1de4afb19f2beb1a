using System.Collections;
using QRCoder;

namespace ChatRoom.Server.Doors.Web.Pages;

/// <summary>The modules of a QR code, with the quiet zone around them. Never changes. The only user of QRCoder.</summary>
internal sealed class QrModules
{
    private readonly List<BitArray> _rows;

    private QrModules(List<BitArray> rows) => _rows = rows;

    /// <summary>The number of modules in a row, and of rows.</summary>
    public int Size => _rows.Count;

    /// <param name="text">At most some 2,000 ASCII characters, which a page's address never has.</param>
    public static QrModules Of(string text)
    {
        // Level M can lose 15 % of the modules: enough for a screen that is photographed.
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        return new QrModules(code.ModuleMatrix);
    }

    /// <summary>Whether a module is dark. Beyond the last row it is not.</summary>
    public bool IsDark(int x, int y) => y < Size && _rows[y][x];
}
